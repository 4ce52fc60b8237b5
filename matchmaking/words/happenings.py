"""What happened to a row, in sentences: by table, and by what happened.

I is added, D removed, a state that was reached by its name, U anything else; `personal` an export
that names people; `taken_up` an invitation that was accepted, `ended` an account that there was.
"""

from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

SENTENCES: dict[str, dict[str, StrPromise]] = {
    "events_registration": {
        "I": gettext_lazy("%(who)s registered %(what)s."),
        "waiting": gettext_lazy("%(who)s set the registration of %(what)s to waiting."),
        "approved": gettext_lazy("%(who)s approved the registration of %(what)s."),
        "waitlisted": gettext_lazy("%(who)s put %(what)s on the waiting list."),
        "declined": gettext_lazy("%(who)s declined the registration of %(what)s."),
        "withdrawn": gettext_lazy("%(who)s withdrew the registration of %(what)s."),
        "U": gettext_lazy("%(who)s changed the registration of %(what)s."),
        "D": gettext_lazy("%(who)s removed the registration of %(what)s."),
    },
    "events_delegate": {
        "I": gettext_lazy("%(who)s added a delegate of %(what)s."),
        "U": gettext_lazy("%(who)s changed a delegate of %(what)s."),
        "D": gettext_lazy("%(who)s removed a delegate of %(what)s."),
    },
    "events_delegateaccess": {
        "I": gettext_lazy("%(who)s invited a delegate of %(what)s to an account."),
        "taken_up": gettext_lazy("%(who)s took up an account as a delegate of %(what)s."),
        "U": gettext_lazy("%(who)s changed what a delegate of %(what)s may do with the account."),
        "ended": gettext_lazy("%(who)s ended the account of a delegate of %(what)s."),
        "D": gettext_lazy("%(who)s took back the invitation of a delegate of %(what)s."),
    },
    "events_edition": {
        "I": gettext_lazy("%(who)s created the event."),
        "draft": gettext_lazy("%(who)s made the event a draft again."),
        "registration_open": gettext_lazy("%(who)s opened registration."),
        "requests_open": gettext_lazy("%(who)s opened requests."),
        "scheduling": gettext_lazy("%(who)s closed requests, so that the event can be scheduled."),
        "published": gettext_lazy("%(who)s published the event’s schedule."),
        "running": gettext_lazy("%(who)s marked the event as begun."),
        "finished": gettext_lazy("%(who)s marked the event as finished."),
        "cancelled": gettext_lazy("%(who)s cancelled the event."),
        "U": gettext_lazy("%(who)s changed the event’s details."),
    },
    "events_editionorganiser": {
        "I": gettext_lazy("%(who)s named %(what)s among the event’s bodies."),
        "U": gettext_lazy("%(who)s changed the part of %(what)s in the event."),
        "D": gettext_lazy("%(who)s took %(what)s off the event’s bodies."),
    },
    "events_export": {
        "I": gettext_lazy("%(who)s exported a table, without personal data: %(what)s."),
        "personal": gettext_lazy("%(who)s exported a table with personal data: %(what)s."),
        "D": gettext_lazy("%(who)s removed the note of an export: %(what)s."),
    },
    "events_question": {
        "I": gettext_lazy("%(who)s added a question to the registration form: “%(what)s”."),
        "U": gettext_lazy("%(who)s changed the question “%(what)s”."),
        "D": gettext_lazy("%(who)s removed the question “%(what)s”."),
    },
    "events_answer": {
        "I": gettext_lazy("%(who)s answered a question for %(what)s."),
        "U": gettext_lazy("%(who)s changed an answer of %(what)s."),
        "D": gettext_lazy("%(who)s took an answer of %(what)s away."),
    },
    "events_session": {
        "I": gettext_lazy("%(who)s added “%(what)s” to the programme."),
        "U": gettext_lazy("%(who)s changed “%(what)s” in the programme."),
        "D": gettext_lazy("%(who)s took “%(what)s” off the programme."),
    },
    "translations_translation": {
        "I": gettext_lazy("%(who)s translated a text: %(what)s."),
        "U": gettext_lazy("%(who)s changed a translation: %(what)s."),
    },
    "events_call": {
        "I": gettext_lazy("%(who)s made the call “%(what)s”."),
        "draft": gettext_lazy("%(who)s made the call “%(what)s” a draft again."),
        "open": gettext_lazy("%(who)s opened the call “%(what)s”."),
        "reviewing": gettext_lazy("%(who)s closed the call “%(what)s”, so that it is reviewed."),
        "decided": gettext_lazy("%(who)s published the decision on the call “%(what)s”."),
        "U": gettext_lazy("%(who)s changed the call “%(what)s”, or what is prepared for it."),
        "D": gettext_lazy("%(who)s deleted the call “%(what)s”."),
    },
    "events_application": {
        "I": gettext_lazy("%(who)s applied for %(what)s."),
        "submitted": gettext_lazy("%(who)s submitted the application of %(what)s again."),
        "returned": gettext_lazy("%(who)s returned the application of %(what)s."),
        "selected": gettext_lazy("%(who)s selected %(what)s."),
        "reserve": gettext_lazy("%(who)s made %(what)s a reserve."),
        "rejected": gettext_lazy("%(who)s rejected the application of %(what)s."),
        "withdrawn": gettext_lazy("%(who)s withdrew the application of %(what)s."),
        "U": gettext_lazy("%(who)s changed the application of %(what)s."),
        "D": gettext_lazy("%(who)s removed the application of %(what)s."),
    },
    "events_reviewer": {
        "I": gettext_lazy("%(who)s made %(what)s a reviewer."),
        "U": gettext_lazy("%(who)s changed the place of %(what)s as a reviewer."),
        "D": gettext_lazy("%(who)s ended the reviewing of %(what)s."),
    },
    "events_callexport": {
        "I": gettext_lazy("%(who)s exported the applications to “%(what)s”."),
        "D": gettext_lazy("%(who)s removed the note of an export: %(what)s."),
    },
    "matchmaking_barredpair": {
        "I": gettext_lazy("%(who)s ruled out that these two meet: %(what)s."),
        "D": gettext_lazy("%(who)s let these two meet again: %(what)s."),
    },
    "matchmaking_plannedreminder": {
        "I": gettext_lazy("%(who)s added a reminder to the event’s plan."),
        "U": gettext_lazy("%(who)s changed a reminder of the event’s plan."),
        "D": gettext_lazy("%(who)s took a reminder out of the event’s plan."),
    },
    "matchmaking_interpreter": {
        "I": gettext_lazy("%(who)s added an interpreter."),
        "U": gettext_lazy("%(who)s changed an interpreter."),
        "D": gettext_lazy("%(who)s removed an interpreter."),
    },
    "matchmaking_clustergroup": {
        "I": gettext_lazy("%(who)s added the group “%(what)s”."),
        "U": gettext_lazy("%(who)s changed the group “%(what)s”."),
        "D": gettext_lazy("%(who)s removed the group “%(what)s”."),
    },
    "matchmaking_groupmember": {
        "I": gettext_lazy("%(who)s put %(what)s into a group."),
        "D": gettext_lazy("%(who)s took %(what)s out of a group."),
    },
    "matchmaking_meeting": {
        "U": gettext_lazy("%(who)s changed whether a meeting takes place."),
        "D": gettext_lazy("%(who)s removed a meeting."),
        "held": gettext_lazy("%(who)s changed whether a meeting is recorded as held."),
    },
    "matchmaking_meetingrating": {
        "I": gettext_lazy("%(who)s rated a meeting."),
        "U": gettext_lazy("%(who)s rated a meeting otherwise."),
        "D": gettext_lazy("%(who)s took the rating of a meeting back."),
    },
    "matchmaking_meetingword": {
        "I": gettext_lazy("%(who)s said whether a meeting was held."),
        "U": gettext_lazy("%(who)s said otherwise whether a meeting was held."),
        "D": gettext_lazy("%(who)s took back what was said of whether a meeting was held."),
    },
    "matchmaking_meetingrequest": {
        "I": gettext_lazy("%(who)s asked for a meeting: %(what)s."),
        "pending": gettext_lazy("%(who)s opened this request again: %(what)s."),
        "accepted": gettext_lazy("%(who)s accepted this request: %(what)s."),
        "declined": gettext_lazy("%(who)s declined this request: %(what)s."),
        "withdrawn": gettext_lazy("%(who)s withdrew this request: %(what)s."),
        "expired": gettext_lazy("%(who)s let this request expire: %(what)s."),
        "U": gettext_lazy("%(who)s changed this request: %(what)s."),
        "D": gettext_lazy("%(who)s removed this request: %(what)s."),
    },
    "matchmaking_meetingwindow": {
        "I": gettext_lazy("%(who)s added the meeting window “%(what)s”."),
        "U": gettext_lazy("%(who)s changed the meeting window “%(what)s”."),
        "D": gettext_lazy("%(who)s removed the meeting window “%(what)s”."),
    },
    "matchmaking_telling": {
        "I": gettext_lazy("%(who)s told the clusters what had changed."),
    },
    "matchmaking_schedulerun": {
        "I": gettext_lazy("%(who)s started run %(what)s."),
        "D": gettext_lazy("%(who)s removed run %(what)s."),
    },
    "matchmaking_scheduleversion": {
        "I": gettext_lazy("%(who)s made version %(what)s of the schedule."),
        "published": gettext_lazy("%(who)s published version %(what)s of the schedule."),
        "replaced": gettext_lazy("%(who)s replaced version %(what)s of the schedule."),
        "U": gettext_lazy("%(who)s changed version %(what)s of the schedule."),
        "D": gettext_lazy("%(who)s removed version %(what)s of the schedule."),
    },
    "matchmaking_table": {
        "I": gettext_lazy("%(who)s added table %(what)s."),
        "U": gettext_lazy("%(who)s changed table %(what)s."),
        "D": gettext_lazy("%(who)s removed table %(what)s."),
    },
    "events_circular": {
        "I": gettext_lazy("%(who)s wrote to several clusters."),
        "U": gettext_lazy("%(who)s changed a message to several clusters."),
        "D": gettext_lazy("%(who)s took back a message to several clusters."),
    },
    "events_invitationround": {
        "I": gettext_lazy("%(who)s invited clusters to the event."),
        "U": gettext_lazy("%(who)s changed what clusters were invited with."),
        "D": gettext_lazy("%(who)s took back invitations to the event."),
    },
    "events_eventinvitation": {
        "I": gettext_lazy("%(who)s invited %(what)s to the event."),
        "invited": gettext_lazy("%(who)s opened the invitation of %(what)s again."),
        "declined": gettext_lazy("%(who)s answered for %(what)s: not this time."),
        "withdrawn": gettext_lazy("%(who)s took back the invitation of %(what)s."),
        "U": gettext_lazy("%(who)s reminded %(what)s of the invitation."),
        "D": gettext_lazy("%(who)s took back the invitation of %(what)s."),
    },
    "events_eventrole": {
        "I": gettext_lazy("%(who)s took a role at this event alone."),
        "U": gettext_lazy("%(who)s changed the role of %(what)s at this event."),
        "D": gettext_lazy("%(who)s ended the role of %(what)s at this event."),
    },
    "events_eventroleinvitation": {
        "I": gettext_lazy("%(who)s asked somebody to work at this event."),
        "U": gettext_lazy("%(who)s took up or took back an invitation to work at this event."),
        "D": gettext_lazy("%(who)s removed an invitation to work at this event."),
    },
    "events_registrationmessage": {
        "I": gettext_lazy("%(who)s wrote a message about the registration of %(what)s."),
        "U": gettext_lazy("%(who)s changed a message about the registration of %(what)s."),
        "D": gettext_lazy("%(who)s removed a message about the registration of %(what)s."),
    },
    "matchmaking_unavailability": {
        "I": gettext_lazy("%(who)s set a time at which %(what)s is not available."),
        "U": gettext_lazy("%(who)s changed a time at which %(what)s is not available."),
        "D": gettext_lazy("%(who)s freed a time at which %(what)s was not available."),
    },
    "matchmaking_offer": {
        "I": gettext_lazy("%(who)s added to what %(what)s offers."),
        "U": gettext_lazy("%(who)s changed what %(what)s offers."),
        "D": gettext_lazy("%(who)s took away from what %(what)s offers."),
    },
    "matchmaking_need": {
        "I": gettext_lazy("%(who)s added to what %(what)s looks for."),
        "U": gettext_lazy("%(who)s changed what %(what)s looks for."),
        "D": gettext_lazy("%(who)s took away from what %(what)s looks for."),
    },
    "clusters_organisation": {
        "I": gettext_lazy("%(who)s added %(what)s to the register."),
        "U": gettext_lazy("%(who)s changed the profile of %(what)s."),
        "D": gettext_lazy("%(who)s took %(what)s off the register."),
    },
    "clusters_membership": {
        "I": gettext_lazy("%(who)s let %(what)s in as a member."),
        "U": gettext_lazy("%(who)s changed the role of %(what)s."),
        "D": gettext_lazy("%(who)s ended the membership of %(what)s."),
    },
    "clusters_invitation": {
        "I": gettext_lazy("%(who)s invited somebody to join."),
        "U": gettext_lazy("%(who)s took up or took back an invitation to join."),
        "D": gettext_lazy("%(who)s removed an invitation to join."),
    },
    "clusters_claim": {
        "I": gettext_lazy("%(who)s asked that %(what)s may speak for an organisation."),
        "approved": gettext_lazy("%(who)s approved that %(what)s speaks for an organisation."),
        "declined": gettext_lazy("%(who)s declined that %(what)s speaks for an organisation."),
        "U": gettext_lazy("%(who)s changed the claim of %(what)s."),
        "D": gettext_lazy("%(who)s removed the claim of %(what)s."),
    },
    "accounts_user": {
        "I": gettext_lazy("%(who)s opened the account of %(what)s."),
        "U": gettext_lazy("%(who)s changed the account of %(what)s."),
        "D": gettext_lazy("%(who)s removed the account of %(what)s."),
    },
}

# For tables that have no sentence of their own, and for what an erasure took out.
ANYTHING: dict[str, StrPromise] = {
    "I": gettext_lazy("%(who)s added to the table “%(table)s”: %(what)s."),
    "U": gettext_lazy("%(who)s changed in the table “%(table)s”: %(what)s."),
    "D": gettext_lazy("%(who)s removed from the table “%(table)s”: %(what)s."),
    "B": gettext_lazy("%(who)s erased from the log what it said of number %(row)s of “%(table)s”."),
}
