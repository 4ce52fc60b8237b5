"""What is posted in an event that is published, and what is news then; where else one posts."""

from collections.abc import Callable, Mapping

from django.urls import reverse

from events.models import Edition
from matchmaking.models import (
    BarredPair,
    ClusterGroup,
    Interpreter,
    Meeting,
    MeetingRequest,
    TimeOffer,
)
from matchmaking.queries.interpreters import costs
from matchmaking.services.interpreters import seen_of
from matchmaking.services.placing import start_draft
from tests.acts.published import Published
from tests.acts.scene import BEFORE, signed_in, with_key
from tests.factories.clusters import ClusterFactory
from tests.factories.matchmaking import MeetingRequestFactory


def edited(here: Published) -> None:
    address = here.at("edit")
    here.post(address, here.filled(address) | {"venue": "Hall"})


def moved(here: Published) -> None:
    address = here.at("edition-move")
    dates = {"starts_on": "2094-07-08", "ends_on": "2094-07-09", "time_zone": "Europe/Madrid"}
    here.post(address, here.filled(address, dates) | dates)


def added(here: Published) -> None:
    address = here.at("session-create")
    typed = {"title": "Dinner", "day": "2094-06-03", "start": "20:00", "end": "21:00"}
    here.post(address, here.filled(address) | typed | {"kind": "talk", "binds": "nobody"})


def renamed(here: Published) -> None:
    address = here.at("session-edit", here.sessions[0].pk)
    here.post(address, here.filled(address) | {"title": "Hello"})


def removed(here: Published) -> None:
    here.post(here.at("session-remove", here.sessions[0].pk))


def restored(here: Published) -> None:
    removed(here)
    here.post(here.at("session-restore"))


def declined(here: Published) -> None:
    chosen = [here.event.registrations[0].pk]
    address = here.at("registrations-decide")
    here.post(address, {"action": "decline", "chosen": chosen, "tab": "approved"})


def registered_late(here: Published) -> None:
    address = here.at("registration-create-for", ClusterFactory().slug)
    here.post(address, here.filled(address))


def approved_again(here: Published) -> None:
    declined(here)
    here.post(here.at("registrations-undo"))


def called_off(here: Published) -> None:
    here.post(here.at("meeting-cancel", here.event.meetings[0].pk))


def taken_up(here: Published) -> None:
    called_off(here)
    here.post(here.at("meeting-take-up", here.event.meetings[0].pk))


def published(here: Published) -> None:
    draft = start_draft(edition=here.edition, now=BEFORE)
    moved_to = {"meeting": here.event.meetings[0].pk, "place": here.last_place, "revision": 0}
    here.post(here.at("move", draft.number), moved_to)
    assert here.news() == set(), "a draft reaches nobody"
    draft.refresh_from_db()
    here.post(here.at("publish", draft.number), {"revision": draft.revision})


def told(here: Published) -> None:
    edited(here)
    here.post(here.at("tell"))


def rooms_named(here: Published) -> None:
    address = here.at("times")
    here.post(address, here.filled(address) | {"room-0-room": "Blue", "room-0-tables": "2"})


def cluster_cancelled(here: Published) -> None:
    here.post(here.of_meeting("meet-meeting-cancel"), {"reason": "We fell ill."}, here.manager)


def cluster_took_up(here: Published) -> None:
    cluster_cancelled(here)
    here.post(here.of_meeting("meet-meeting-take-up"), by=here.manager)


def moved_by_sides(here: Published) -> None:
    slot = here.event.slots[2].pk
    here.post(here.of_meeting("meet-meeting-times"), {"slots": [slot]}, here.manager)
    assert here.news() == {"other-time-asked"}, "an offer moves nothing"
    other = here.event.registrations[1].cluster
    offer = TimeOffer.objects.get(meeting__edition=here.edition)
    address = reverse("meet-offer-answer", args=[here.edition.slug, other.slug, offer.pk])
    partner = signed_in(other.memberships.get().user)
    here.post(address, {"answer": "accept", "slot": slot}, partner)


def agreed_at_once(here: Published) -> None:
    """A asks D for the last time, and D chooses it."""
    Edition.objects.filter(pk=here.edition.pk).update(instant_meetings=True)
    ours, theirs = here.event.registrations[0].cluster, here.event.registrations[3].cluster
    slot = here.event.slots[2].pk
    times = reverse("meet-partner-times", args=[here.edition.slug, ours.slug, theirs.slug])
    here.post(times, {"slots": [slot]}, here.manager)
    assert here.news() == {"request-pending"}, "a request moves nothing"
    asked = MeetingRequest.objects.get(edition=here.edition, is_instant=True)
    answer = reverse("meet-answer", args=[here.edition.slug, theirs.slug, asked.pk])
    here.post(answer, {"version": 1, "slot": slot}, signed_in(theirs.memberships.get().user))


def agreed_to_move(here: Published) -> None:
    Edition.objects.filter(pk=here.edition.pk).update(who_moves="agreed")
    moved_by_sides(here)
    offer = TimeOffer.objects.get(meeting__edition=here.edition)
    assert offer.state == TimeOffer.State.WAITING, "the organiser agrees first"
    here.post(here.at("offer-answer", offer.pk), {"answer": "agree"})


def in_place(here: Published, name: str, **sent: object) -> None:
    """A change to the published version, of its first meeting unless something else is sent."""
    here.event.version.refresh_from_db()
    seen = {"live": "1", "revision": here.event.version.revision}
    change = {"meeting": here.event.meetings[0].pk, **seen, **sent}
    here.post(here.at(name, here.event.version.number), change)


def moved_in_place(here: Published) -> None:
    in_place(here, "move", place=here.last_place)


def undone_in_place(here: Published) -> None:
    moved_in_place(here)
    in_place(here, "undo", edit=here.last_edit)


def redone_in_place(here: Published) -> None:
    undone_in_place(here)
    in_place(here, "redo", edit=here.last_edit)


def placed_again(here: Published) -> None:
    in_place(here, "remove")
    in_place(here, "first-place")


def placed_elsewhere(here: Published) -> None:
    in_place(here, "remove")
    in_place(here, "place", place=here.last_place)


def accepted_and_undone(here: Published) -> None:
    a, _, c, _ = here.event.registrations
    asked = MeetingRequestFactory(edition=here.edition, requester=a, invitee=c)
    here.post(here.at("accept", asked.pk), {"version": 1})
    here.post(here.at("accept-undo", asked.pk), {"version": 2})


def draft_restored(here: Published) -> None:
    draft = start_draft(edition=here.edition, now=BEFORE)
    here.post(here.at("discard", draft.number), {"revision": draft.revision})
    here.post(here.at("restore", draft.number), {"revision": draft.revision})


def calling_off(here: Published, address: str, sent: Mapping[str, object]) -> None:
    """A change of the rules by which A and B, who had agreed, do not meet: it is called off."""
    a, b, *_ = here.event.registrations
    agreed = MeetingRequestFactory(edition=here.edition, requester=a, invitee=b, state="accepted")
    Meeting.objects.filter(pk=here.event.meetings[0].pk).update(request=agreed)
    shown = here.organiser.post(address, with_key(sent))
    here.post(address, {**sent, "seen": shown.context["seen"], "answer": "call_off"})


def barred(here: Published) -> None:
    a, b, *_ = here.event.registrations
    calling_off(here, here.at("rules-pairs"), {"first": a.pk, "second": b.pk})


def lifted(here: Published) -> None:
    a, _, c, _ = here.event.registrations
    here.post(here.at("rules-pairs"), {"first": a.pk, "second": c.pk})
    here.post(here.at("rules-lift", BarredPair.objects.latest("pk").pk))


def _spoken(here: Published) -> None:
    """A and B have no language in common, and need somebody who interprets."""
    Edition.objects.filter(pk=here.edition.pk).update(common_language=True)
    for registration, code in zip(here.event.registrations, ("es", "de"), strict=False):
        registration.cluster.languages = [code]
        registration.cluster.save(update_fields=["languages"])


def interpreter_came(here: Published) -> None:
    _spoken(here)
    here.post(
        here.at("interpreter-create"),
        {"name": "Ada", "languages": ["de", "es"], "day-0-there": "on"},
    )


def interpreter_renamed(here: Published) -> None:
    interpreter_came(here)
    here.post(here.at("tell"))
    here.post(
        here.at("interpreter-edit", Interpreter.objects.latest("pk").pk),
        {"name": "Eva", "languages": ["de", "es"], "day-0-there": "on", "version": 1},
    )


def interpreter_left(here: Published) -> None:
    interpreter_came(here)
    here.post(here.at("tell"))
    row, edition = Interpreter.objects.latest("pk"), Edition.objects.get(pk=here.edition.pk)
    seen = seen_of(costs(edition, [], BEFORE))
    here.post(here.at("interpreter-remove", row.pk), {"version": 1, "seen": seen})


def group_made(here: Published) -> None:
    here.post(here.at("rules-groups"), {"name": "Buyers"})


def filling(here: Published) -> tuple[str, Mapping[str, object]]:
    """The address of the group, and what brings A and B into it."""
    members = [registration.pk for registration in here.event.registrations[:2]]
    address = here.at("group", ClusterGroup.objects.latest("pk").pk)
    return address, {"name": "Buyers", "members": members}


def kept_to_themselves(here: Published) -> Mapping[str, object]:
    """The table in which nobody of the group meets another of it."""
    return {"groups": [ClusterGroup.objects.latest("pk").pk], "pairs": []}


def table_narrowed(here: Published) -> None:
    group_made(here)
    here.post(*filling(here))
    calling_off(here, here.at("rules-table"), kept_to_themselves(here))


def group_filled(here: Published) -> None:
    group_made(here)
    here.post(here.at("rules-table"), kept_to_themselves(here))
    calling_off(here, *filling(here))


def group_removed(here: Published) -> None:
    group_made(here)
    here.post(*filling(here))
    here.post(here.at("group-remove", ClusterGroup.objects.latest("pk").pk))


def places_counted(here: Published) -> None:
    typed = here.filled(here.at("times")) | {"room-0-room": "Blue", "room-0-tables": "2"}
    assert here.organiser.post(here.at("times-places"), with_key(typed)).status_code == 200


def profile_changed(here: Published) -> None:
    address = reverse("cluster-profile-edit", args=[here.event.registrations[0].cluster.slug])
    here.post(address, here.filled(address, by=here.manager) | {"summary": "Wind"}, here.manager)


# The address, what is posted to it in a published event, and what is news then.
SEEN: dict[str, tuple[Callable[[Published], None], set[str]]] = {
    "organise-edit": (edited, {"edition_venue"}),
    "organise-edition-move": (moved, {"edition_dates", "meeting_moved", "session_moved"}),
    "organise-state": (
        lambda here: here.post(
            here.at("state"), {"to": "cancelled", "version": here.edition.version}
        ),
        {"edition-cancelled"},
    ),
    "organise-session-create": (added, {"session_new"}),
    "organise-session-edit": (renamed, {"session_changed"}),
    "organise-session-move": (
        lambda here: here.post(here.at("session-move", here.sessions[0].pk), {"to": "down"}),
        {"session_moved"},
    ),
    "organise-session-remove": (removed, {"session_gone"}),
    "organise-session-restore": (
        restored,
        {"session_gone", "session_new", "consent-asked"},
    ),
    "organise-consent-naming": (
        lambda here: here.post(
            reverse("organise-consent-naming", args=[here.naming.pk]),
            {"answer": "accept"},
            here.speaker,
        ),
        {"session_speaks", "consent-answered"},
    ),
    "organise-registration-create-for": (registered_late, set()),
    "organise-registrations-decide": (declined, {"meeting_gone", "registration-declined"}),
    "organise-registrations-undo": (approved_again, set()),
    "organise-meeting-cancel": (called_off, {"meeting_gone"}),
    "organise-meeting-take-up": (taken_up, set()),
    "organise-move": (moved_in_place, {"meeting_moved"}),
    "organise-swap": (
        lambda here: in_place(here, "swap", other=here.event.meetings[1].pk),
        {"meeting_table"},
    ),
    "organise-undo": (undone_in_place, set()),
    "organise-redo": (redone_in_place, {"meeting_moved"}),
    "organise-remove": (lambda here: in_place(here, "remove"), {"meeting_gone"}),
    "organise-first-place": (placed_again, set()),
    "organise-place": (placed_elsewhere, {"meeting_moved"}),
    "meet-meeting-cancel": (cluster_cancelled, {"meeting_gone", "meeting-cancelled"}),
    "meet-meeting-take-up": (cluster_took_up, set()),
    # The mails that asked are taken back unsent.
    "meet-offer-answer": (moved_by_sides, {"agenda-changed"}),
    "meet-answer": (agreed_at_once, {"agenda-changed"}),
    "organise-offer-answer": (agreed_to_move, {"agenda-changed"}),
    "organise-accept-undo": (accepted_and_undone, {"request-expired"}),
    "organise-restore": (draft_restored, set()),
    "organise-interpreter-create": (interpreter_came, {"meeting_interpreted"}),
    "organise-interpreter-edit": (interpreter_renamed, {"event-changes"}),
    "organise-interpreter-remove": (
        interpreter_left,
        {"event-changes", "meeting_uninterpreted"},
    ),
    "organise-rules-pairs": (barred, {"meeting_gone"}),
    "organise-rules-lift": (lifted, set()),
    "organise-rules-groups": (group_made, set()),
    "organise-rules-table": (table_narrowed, {"meeting_gone"}),
    "organise-group": (group_filled, {"meeting_gone"}),
    "organise-group-remove": (group_removed, set()),
    "organise-times-places": (places_counted, set()),
    "cluster-profile-edit": (profile_changed, set()),
    "organise-times": (rooms_named, {"meeting_table"}),
    "organise-publish": (published, {"agenda"}),
    "organise-tell": (told, {"event-changes"}),
    "registration-withdraw": (
        lambda here: here.post(
            reverse("registration-withdraw", args=[here.event.registrations[0].pk]),
            by=here.manager,
        ),
        {"meeting_gone", "organiser-news"},
    ),
}
# What is posted there is in no calendar, whatever it is: answers, wishes, drafts of the schedule,
# runs, words between people, who speaks for a body. Here the table of acts has no line for it.
ELSEWHERE = {
    "answer-by-mail",
    "application-detail",
    "claim-approve",
    "claim-create",
    "claim-decline",
    "claim-list",
    "delegate-accept",
    "delegate-calendar-make",
    "cluster-calendar-make",
    "event-invitation-by-mail",
    "event-role-accept",
    "event-role-end",
    "event-role-take",
    "invitation-accept",
    "invitation-revoke",
    "invitation-take",
    "meet-availability",
    "meet-meeting-show",
    "meet-set-aside",
    "meet-show-again",
    "meet-undo",
    "cluster-logo",
    "member-give-back",
    "member-list",
    "member-remove",
    "member-role",
    "my-calendar-end",
    "my-calendar-make",
    "organise-ask-withdraw",
    "organise-call-delete",
    "organise-call-edit",
    "organise-call-invitation-revoke",
    "organise-call-propose",
    "organise-call-reviewer-remove",
    "organise-call-reviewers",
    "organise-circular-new",
    "organise-circular-take-back",
    "organise-consent-body",
    "organise-consent-series",
    "organise-copy",
    "organise-create",
    "organise-discard",
    "organise-export-whole",
    "organise-fairness",
    "organise-import",
    "organise-invitations-take-back",
    "organise-offer-take-back",
    "organise-people",
    "organise-person-end",
    "organise-person-role",
    "organise-reminder",
    "organise-reminders-usual",
    "organise-import-list",
    "organise-keep",
    "organise-language",
    "organise-lists",
    "organise-lock",
    "organise-mails",
    "organise-run-stop",
    "organise-series-delete",
    "organise-unlock",
    "staff-label",
    "review-application",
    "review-invitation",
    "review-take",
    "staff-mails",
}
