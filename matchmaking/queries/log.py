"""The log of an event, of a body and of the whole site, and who its entries are about, by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrPromise

from accounts.models import User
from clusters.models import Organisation
from events.models import Edition, Registration
from interface.folding import folded
from privacy.log.actors import BY_MAIL, USER, person_of, user
from privacy.models import LogEntry

# What people did or saw happen, by kind.
KINDS: dict[str, tuple[StrPromise, tuple[str, ...]]] = {
    "registrations": (
        pgettext_lazy("log", "Registrations and delegates"),
        (
            "events_registration",
            "events_delegate",
            "events_delegateaccess",
            "events_answer",
            "events_registrationmessage",
            "events_circular",
            "events_invitationround",
            "events_eventinvitation",
        ),
    ),
    "requests": (
        pgettext_lazy("log", "Requests and meetings"),
        (
            "matchmaking_meetingrequest",
            "matchmaking_meeting",
            "matchmaking_meetingword",
            "matchmaking_meetingrating",
            "matchmaking_barredpair",
            "matchmaking_clustergroup",
            "matchmaking_groupmember",
        ),
    ),
    "schedule": (
        pgettext_lazy("log", "Runs and schedules"),
        ("matchmaking_schedulerun", "matchmaking_scheduleversion", "matchmaking_telling"),
    ),
    "event": (
        pgettext_lazy("log", "The event and its programme"),
        (
            "events_edition",
            "events_editionorganiser",
            "events_session",
            "events_question",
            "events_eventrole",
            "events_eventroleinvitation",
            "events_export",
            "translations_translation",
            "matchmaking_plannedreminder",
        ),
    ),
    "calls": (
        pgettext_lazy("log", "Calls and applications"),
        ("events_call", "events_application", "events_reviewer", "events_callexport"),
    ),
    "times": (
        pgettext_lazy("log", "Tables and times"),
        (
            "matchmaking_meetingwindow",
            "matchmaking_table",
            "matchmaking_interpreter",
            "matchmaking_unavailability",
        ),
    ),
    "profile": (
        pgettext_lazy("log", "Profiles"),
        ("clusters_organisation", "matchmaking_offer", "matchmaking_need"),
    ),
    "members": (
        pgettext_lazy("log", "Members and invitations"),
        ("clusters_membership", "clusters_invitation"),
    ),
    "accounts": (
        pgettext_lazy("log", "Accounts and claims"),
        ("accounts_user", "clusters_claim"),
    ),
}
OF_EVENT = ("registrations", "requests", "schedule", "event", "calls", "times")
OF_BODY = ("registrations", "requests", "calls", "times", "profile", "members")
OF_ALL = tuple(KINDS)
# What follows by itself from what people do.
REST, REST_IN_WORDS = "rest", pgettext_lazy("log", "What follows by itself")
FOLLOWS = (
    "events_answerchoice",
    "events_circulartext",
    "events_invitationtext",
    "events_questionchoice",
    "matchmaking_meetingparticipant",
    "matchmaking_placement",
    "matchmaking_placementparticipant",
    "matchmaking_requesttime",
    "matchmaking_slot",
    "matchmaking_unplacedmeeting",
)
# A meeting is made by its request, which the log tells; a run and an export by whoever asked;
# translations go with their texts.
UNTOLD = Q(table_name="matchmaking_meeting", operation="I") | Q(
    table_name__in=("matchmaking_schedulerun", "events_export"), operation="U"
)
UNTOLD |= Q(table_name="translations_translation") & (Q(operation="D") | Q(after__is_original=True))
# One of several clusters that a message was written to: the log tells of the message once.
# Of many that were invited at once, too; of each one its own log tells.
OF_SEVERAL = Q(table_name="events_registrationmessage", circular__isnull=False) | Q(
    table_name="events_eventinvitation", operation__in=["I", "D"]
)
PARTIES = ("registration_id", "requester_id", "invitee_id", "first_id", "second_id")
BODIES = ("cluster_id", "organisation_id")
# How far back pages go; what is older is found by its dates.
MOST_ENTRIES = 5000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: words in names and titles, a person, a kind, from when until when."""

    words: str = ""
    person: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Known:
    """People and editions by how they stand in the log, clusters by registration, organisations
    by key; those `outside` are not named."""

    people: Mapping[str, str]
    outside: frozenset[str]
    editions: Mapping[str, str]
    clusters: Mapping[int, str]
    bodies: Mapping[int, str]


def tables(kinds: Iterable[str]) -> list[str]:
    return [table for kind in kinds for table in KINDS[kind][1]]


def kinds_in_words(kinds: Iterable[str]) -> list[tuple[str, StrPromise]]:
    return [(kind, KINDS[kind][0] if kind in KINDS else REST_IN_WORDS) for kind in kinds]


def event_log(edition: Edition, asked: Asked) -> QuerySet[LogEntry]:
    """What happened at an event, the newest first."""
    about = LogEntry.objects.filter(subjects__contains=[f"edition:{edition.pk}"])
    told = _with_circular(_told(about, OF_EVENT)).exclude(OF_SEVERAL)
    return _narrowed(told, asked, named(None))


def body_log(
    organisation: Organisation, asked: Asked, inside: Organisation | None = None
) -> QuerySet[LogEntry]:
    """What happened to an organisation and its registrations, the newest first.

    Nobody is found by a name that the lines do not show: `inside` as in `known`.
    """
    about = LogEntry.objects.filter(subjects__contains=[f"organisation:{organisation.pk}"])
    return _narrowed(_told(about, OF_BODY), asked, named(inside))


def named(inside: Organisation | None) -> QuerySet[User]:
    """The people that a log names: those who ever spoke for this body, or everybody."""
    if inside is None:
        return User.objects.all()
    return User.objects.filter(
        Q(pk__in=inside.memberships.order_by().values("user"))
        | Q(pk__in=inside.former_memberships.order_by().values("user"))
    )


def whole_log(asked: Asked) -> QuerySet[LogEntry]:
    """Every table, the newest first; what follows by itself, which would drown the rest, where it
    is asked for."""
    follows = Q(table_name__in=FOLLOWS) | UNTOLD | OF_SEVERAL
    rows = _with_circular(LogEntry.objects.all())
    if asked.kind == REST:
        return _narrowed(rows.filter(follows), replace(asked, kind=""), named(None))
    return _narrowed(rows.exclude(follows), asked, named(None))


def _told(rows: QuerySet[LogEntry], kinds: Iterable[str]) -> QuerySet[LogEntry]:
    told = rows.filter(table_name__in=tables(kinds))
    return told.exclude(Q(operation=LogEntry.Operation.BLANKED) | UNTOLD)


def _with_circular(rows: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
    """Of a message to one of several clusters, which one it was."""
    return rows.alias(circular=KeyTextTransform("circular_id", Coalesce("after", "before")))


def _narrowed(rows: QuerySet[LogEntry], asked: Asked, people: QuerySet[User]) -> QuerySet[LogEntry]:
    """At most `MOST_ENTRIES`; only these people are found by their names."""
    if asked.kind:
        rows = rows.filter(table_name__in=tables([asked.kind]))
    if asked.person:
        rows = rows.filter(_by(people, asked.person))
    if asked.words:
        rows = rows.filter(_by(people, asked.words) | _about(asked.words))
    if asked.since:
        rows = rows.filter(happened_at__gte=asked.since)
    if asked.until:
        rows = rows.filter(happened_at__lt=asked.until)
    return rows[:MOST_ENTRIES]


def _by(people: QuerySet[User], name: str) -> Q:
    called = people.filter(name__icontains=name).order_by()
    signed_in, by_link = (called.values(key=_key(start)) for start in (USER, BY_MAIL + USER))
    return Q(actor__in=signed_in) | Q(actor__in=by_link)


def _key(start: str) -> Concat:
    return Concat(Value(start), Cast("pk", TextField()), output_field=TextField())


def _about(words: str) -> Q:
    """Organisations and editions that are called so, and rows of which a sentence says the name."""
    found = folded(Value(words))
    bodies = Organisation.with_drafts.filter(known_as__contains=found).order_by()
    editions = Edition.objects.filter(known_as__contains=found).order_by()
    named = Q(subjects__overlap=ArraySubquery(bodies.values(key=_key("organisation:"))))
    named |= Q(subjects__overlap=ArraySubquery(editions.values(key=_key("edition:"))))
    for side in ("before", "after"):
        for column in ("title", "name"):
            named |= Q(**{f"{side}__{column}__icontains": words})
    return named


def known(entries: Iterable[LogEntry], inside: Organisation | None = None) -> Known:
    """In five queries, however many entries there are; `inside` leaves out whoever never spoke for
    this body."""
    found = list(entries)
    rows = [entry.after or entry.before or {} for entry in found]
    actors = {person for entry in found if (person := person_of(entry.actor))}
    wanted = {int(actor.removeprefix("user:")) for actor in actors}
    people = named(inside).filter(pk__in=wanted | _keys(rows, ("user_id",)))
    names = {user(one.pk): one.name for one in people}
    subjects = {key for entry in found for key in entry.subjects if key.startswith("edition:")}
    keys = {int(key.removeprefix("edition:")) for key in subjects}
    registrations = Registration.objects.filter(pk__in=_keys(rows, PARTIES))
    return Known(
        people=names,
        outside=frozenset(actors - set(names)) if inside is not None else frozenset(),
        editions={f"edition:{row.pk}": str(row) for row in Edition.objects.filter(pk__in=keys)},
        clusters={row.pk: str(row.cluster) for row in registrations.select_related("cluster")},
        bodies={
            row.pk: str(row) for row in Organisation.with_drafts.filter(pk__in=_keys(rows, BODIES))
        },
    )


def _keys(rows: Iterable[Mapping[str, int | None]], columns: Iterable[str]) -> set[int]:
    return {key for row in rows for column in columns if (key := row.get(column))}
