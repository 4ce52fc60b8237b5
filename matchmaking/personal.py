"""What the fields of matchmaking are, as to persons: messages, and who did what."""

from django.utils.translation import gettext_lazy as _

from privacy.declaring import Kept, Personal, Reader, Rows, Then, did

BACKSTAGE = (Reader.ORGANISER, Reader.STAFF, Reader.ADMINISTRATOR)
_named = ("edition__name",)


def _message(of: str) -> Personal:
    return Personal(
        what=_("What you write to another cluster with a request or an answer"),
        why=_("So that it sees why you would like to meet, or why not."),
        readers=(Reader.COLLEAGUES, Reader.OTHER_SIDE, Reader.DELEGATES),
        kept=Kept.EDITION,
        of=of,
        quotes=True,
    )


def _feed(*readers: Reader) -> Personal:
    return Personal(
        what=_("Addresses of your agenda for calendar programs"),
        why=_("So that they fetch it without signing in."),
        readers=readers,
        kept=Kept.ACCOUNT,
        of="user",
    )


def _rating(then: Then) -> Personal:
    return Personal(
        what=_("How you rate a meeting"),
        why=_("So that your cluster knows later what it was worth, and the organiser the average."),
        readers=(Reader.COLLEAGUES, Reader.DELEGATES),
        kept=Kept.EDITION,
        of="given_by",
        then=then,
    )


_own_entry = Personal(
    what=_(
        "The meetings in which you sit as a delegate with an account, as your calendar has them"
    ),
    why=_("So that your calendar and mails say when one of them is moved or somebody else's."),
    readers=(Reader.ONESELF,),
    kept=Kept.EDITION,
    of="access__user",
    then=Then.STAYS,
)

MODELS = {
    "CalendarFeed": Rows(
        personal={
            "user": _feed(Reader.ONESELF),
            "cluster": _feed(Reader.ONESELF),
            "access": _feed(Reader.ONESELF),
            "key": _feed(Reader.MACHINE),
            "made_at": _feed(Reader.ONESELF),
        },
        goes_with="user",
        context=("cluster__name", "access__edition__name"),
    ),
    "ClusterGroup": Rows("edition name sort_name"),
    "GroupMember": Rows("group registration"),
    "GroupPair": Rows("first second"),
    "BarredPair": Rows("edition first second"),
    "PlannedReminder": Rows("edition kind days_before is_on words sent_for sent_at"),
    "SetAside": Rows("registration other"),
    "MeetingWindow": Rows("edition name period slot_minutes changeover_minutes idempotency_key"),
    "Pause": Rows("window title period"),
    "Slot": Rows("edition window period"),
    "Table": Rows("edition number room is_closed owner"),
    "Unavailability": Rows("edition registration period"),
    "MeetingRequest": Rows(
        nothing=(
            "edition requester invitee priority invitee_priority state is_limited is_instant"
            " asks_for_windows"
            " version idempotency_key created_at waits_since answered_at ended_by ended_from"
            " asked_by_organiser answered_by_organiser withdrawn_for"
        ),
        personal={
            "message": _message("requested_by"),
            "reply": _message("answered_by"),
            "requested_by": did("requested_by"),
            "answered_by": did("answered_by"),
        },
        edition="edition",
        context=(
            "edition__name",
            "requester__cluster__name",
            "invitee__cluster__name",
            "created_at",
        ),
    ),
    "Meeting": Rows(
        nothing=(
            "edition request priority is_cancelled cancelled_at cancelled_side shown_at was_held"
            " created_at"
        ),
        personal={
            "cancelled_by": did("cancelled_by", *BACKSTAGE),
            "cancel_reason": Personal(
                what=_("Why you cancel a meeting"),
                why=_("So that the other side and the organiser know."),
                readers=(
                    Reader.COLLEAGUES,
                    Reader.OTHER_SIDE,
                    Reader.DELEGATES,
                    Reader.ORGANISER,
                ),
                kept=Kept.EDITION,
                of="cancelled_by",
                quotes=True,
            ),
            "shown_by": did("shown_by", *BACKSTAGE),
        },
        edition="edition",
        context=(*_named, "cancelled_at"),
    ),
    "MeetingMessage": Rows(
        nothing="meeting request side sent_at idempotency_key",
        personal={
            "text": Personal(
                what=_("What you write to the other side of a meeting or a request"),
                why=_("To prepare it. The organiser reads it only where one of you shows it."),
                readers=(Reader.COLLEAGUES, Reader.OTHER_SIDE, Reader.DELEGATES),
                kept=Kept.EDITION,
                of="author",
                quotes=True,
            ),
            "author": did("author", Reader.COLLEAGUES, Reader.OTHER_SIDE, Reader.DELEGATES),
        },
        edition="side__edition",
        context=("side__edition__name", "side__cluster__name", "sent_at"),
    ),
    "MeetingWord": Rows(
        nothing="meeting side was_held said_at",
        personal={
            "said_by": did("said_by", Reader.COLLEAGUES, Reader.DELEGATES, *BACKSTAGE),
        },
        edition="meeting__edition",
        context=("meeting__edition__name", "side__cluster__name", "was_held", "said_at"),
    ),
    "MeetingRating": Rows(
        nothing="meeting side given_at",
        # Without anybody beside it the number says nothing of a person, and stays the cluster's.
        personal={"stars": _rating(Then.STAYS), "given_by": _rating(Then.BLANKED)},
        goes_with="given_by",
        edition="meeting__edition",
        context=("meeting__edition__name", "side__cluster__name", "given_at"),
    ),
    "Import": Rows(
        # Names of clusters, and which rows were refused why: the list itself is a file.
        nothing="edition file layout columns merged outcome state failure attempts"
        " held_until asked_at",
        personal={"asked_by": did("asked_by", Reader.ADMINISTRATOR)},
        edition="edition",
        context=(*_named, "asked_at"),
    ),
    "RequestWindow": Rows("request window"),
    "RequestTime": Rows("request slot"),
    # Who sits there is one of the delegates, who are declared in events.
    "MeetingParticipant": Rows("edition meeting registration delegate"),
    "Offer": Rows("cluster text sectors position"),
    "Need": Rows("cluster text sectors position"),
    "ScheduleRun": Rows(
        # A problem names clusters by number: neither file says anything of a person.
        nothing=(
            "edition number kind state requested_at idempotency_key limit_seconds seed lease_owner"
            " lease_until token attempts woken_at started_at finished_at stop_requested_at failure"
            " failure_details replay_of starts_from start began_from began_revision problem"
            " problem_sha256 solution_file solution progress meeting_count weight question answer"
            " published_stay"
        ),
        personal={
            "requested_by": did("requested_by", *BACKSTAGE),
            "stopped_by": did("stopped_by", *BACKSTAGE),
        },
        edition="edition",
        context=(*_named, "number", "requested_at"),
    ),
    "ScheduleVersion": Rows(
        nothing=(
            "edition number state is_opening run based_on revision published_revision began_from"
            " began_revision created_at set_aside_at published_at"
        ),
        personal={"published_by": did("published_by", *BACKSTAGE)},
        edition="edition",
        context=(*_named, "number", "published_at"),
    ),
    "Interpreter": Rows(
        # Languages say nothing of anybody without the name.
        nothing="edition languages version idempotency_key",
        personal={
            "name": Personal(
                what=_("The names or labels of those who interpret at an event"),
                why=_("So that both sides of a meeting know who interprets for them."),
                readers=(Reader.OTHER_SIDE, *BACKSTAGE),
                kept=Kept.EDITION,
            ),
            "presence": Personal(
                what=_("When somebody who interprets is at an event"),
                why=_("So that no meeting counts on them at another time."),
                readers=BACKSTAGE,
                kept=Kept.EDITION,
            ),
        },
        edition="edition",
    ),
    "Placement": Rows("edition version meeting slot kind table interpreter is_locked is_by_hand"),
    "OnlineRoom": Rows("meeting secret"),
    "PlacementParticipant": Rows("placement version meeting slot registration seat seats delegate"),
    "UnplacedMeeting": Rows("version meeting reason remedy"),
    "ScheduleEdit": Rows(
        nothing=(
            "version number kind meeting before after other other_before other_after side made_at"
            " undone_at undone_number idempotency_key"
        ),
        personal={"made_by": did("made_by", *BACKSTAGE)},
        edition="version__edition",
        context=("version__edition__name", "made_at"),
    ),
    "TimeOffer": Rows(
        nothing=(
            "meeting side from_slot state chosen made_at expires_at answered_at is_end_told"
            " idempotency_key"
        ),
        personal={"made_by": did("made_by"), "answered_by": did("answered_by")},
        edition="meeting__edition",
        context=("meeting__edition__name", "made_at"),
    ),
    "OfferedTime": Rows("offer slot"),
    "AgendaMark": Rows("edition_id counts_as_told"),
    # What they say is of events, sessions and clusters.
    "AgendaEntry": Rows(
        nothing=(
            "edition registration about key uid sequence is_cancelled begins ends says changed_at "
            "waits_since"
        ),
        personal={"access": _own_entry},
        edition="edition",
        context=(*_named, "begins", "ends", "says", "is_cancelled"),
    ),
    "ToldEntry": Rows("registration access entry sequence is_cancelled begins ends says"),
    "Telling": Rows(
        nothing="edition number told_at",
        personal={"told_by": did("told_by", *BACKSTAGE)},
        edition="edition",
        context=(*_named, "told_at"),
    ),
    "AvailabilityAsk": Rows(
        nothing="edition registration period meeting state asked_at answered_at idempotency_key",
        personal={"asked_by": did("asked_by"), "answered_by": did("answered_by")},
        edition="edition",
        context=(*_named, "asked_at"),
    ),
    "AppliedRemedy": Rows(
        nothing="version meeting changes run made_at undone_at idempotency_key",
        personal={"made_by": did("made_by", *BACKSTAGE)},
        edition="version__edition",
        context=("version__edition__name", "made_at"),
    ),
}
