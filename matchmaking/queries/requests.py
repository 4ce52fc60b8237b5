"""Requests and the meetings they became."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from events.models import Edition, Registration
from matchmaking.models import (
    Meeting,
    MeetingRequest,
    Placement,
    RequestWindow,
    ScheduleVersion,
)
from matchmaking.models.requests import MeetingRequestQuerySet
from matchmaking.rules import are_answers_over, is_open_for_live_edits, is_ready_to_replan

State = MeetingRequest.State


def between(first: int, second: int) -> MeetingRequestQuerySet:
    """All requests between two registrations, whoever asked; the newest first."""
    return MeetingRequest.objects.filter(
        Q(requester=first, invitee=second) | Q(requester=second, invitee=first)
    )


def at_one_edition(rows: Iterable[MeetingRequest]) -> Iterator[MeetingRequest]:
    """Requests of one edition, with it: those of all sides are the same object, so that what mails
    say of it is asked for once.
    """
    edition = None
    for row in rows:
        edition = edition or row.edition
        row.edition = row.requester.edition = row.invitee.edition = edition
        yield row


def windows_of(meetings: Collection[int]) -> dict[int, frozenset[int]]:
    """The windows (by id) that the two of a meeting agreed on; those free to be in all left out.

    None is left where all that they agreed on are gone.
    """
    windows = RequestWindow.objects.filter(request=OuterRef("request")).order_by()
    rows = Meeting.objects.filter(pk__in=meetings, request__is_limited=True).order_by()
    found = rows.annotate(windows=ArraySubquery(windows.values("window_id")))
    return {pk: frozenset(agreed) for pk, agreed in found.values_list("pk", "windows")}


def agreed_windows(request: MeetingRequest) -> list[RequestWindow]:
    """The windows that a request is for alone; none where it is for all of them. `known_windows`
    are there of one that was made just now.
    """
    known: list[RequestWindow] | None = getattr(request, "known_windows", None)
    if known is None:
        known = list(request.windows.select_related("window")) if request.is_limited else []
    return known


def is_published(meeting: Meeting) -> bool:
    """Whether the published version places the meeting."""
    return _is_placed(meeting=meeting)


def has_published_place(request: MeetingRequest) -> bool:
    """The same of the meeting that a request has become, if it has."""
    return _is_placed(meeting__request=request)


def with_published_place(requests: Iterable[MeetingRequest]) -> set[int]:
    """Those of these requests (by id) of whose meetings it is so."""
    pks = [request.pk for request in requests]
    rows = Placement.objects.filter(
        version__state=ScheduleVersion.State.PUBLISHED, meeting__request__in=pks
    )
    return set(rows.values_list("meeting__request", flat=True))


def is_without_place(request: MeetingRequest, edition: Edition, now: datetime) -> bool:
    """Whether the two agreed, and the schedule that is published left them without a place."""
    is_agreed = request.state == MeetingRequest.State.ACCEPTED
    is_out = is_agreed and is_ready_to_replan(edition, now)
    return is_out and not has_published_place(request)


def _is_placed(**of: Model) -> bool:
    published = ScheduleVersion.State.PUBLISHED
    return Placement.objects.filter(version__state=published, **of).exists()


def requests_of(edition: Edition) -> QuerySet[MeetingRequest]:
    """An edition's requests with both clusters, the newest first."""
    return MeetingRequest.objects.filter(edition=edition).select_related(
        "requester__cluster__region", "invitee__cluster__region", "requested_by", "answered_by"
    )


def in_state(edition: Edition, state: str, now: datetime) -> MeetingRequestQuerySet:
    """An edition's requests that stand so by the clock: where answering is over, none waits."""
    rows = MeetingRequest.objects.filter(edition=edition)
    closed = _closed(edition, now)
    if state == State.EXPIRED:
        return rows.filter(Q(state=state) | closed)
    return rows.filter(~closed, state=state)


def listed(edition: Edition, state: str, now: datetime) -> QuerySet[MeetingRequest]:
    """An edition's requests, all or those that stand so, each with how it `stands` by the clock."""
    rows = requests_of(edition)
    if state in State.values:
        rows = rows.filter(pk__in=in_state(edition, state, now).values("pk"))
    return rows.annotate(stands=stands(edition, now))


def _closed(edition: Edition, now: datetime) -> Q:
    """Those that wait though none of their kind is answered any more, as `is_unanswered` says."""
    if not are_answers_over(edition, now):
        return Q(pk__in=())
    waits = Q(state=State.PENDING)
    return waits & Q(is_instant=False) if is_open_for_live_edits(edition, now) else waits


def state_counts(edition: Edition) -> dict[str, int]:
    """How many requests there are in each state; states without any are 0."""
    rows = MeetingRequest.objects.filter(edition=edition).order_by().values_list("state")
    return dict.fromkeys(State.values, 0) | dict(rows.annotate(Count("pk")))


def standing_counts(edition: Edition, now: datetime) -> dict[str, int]:
    """The same by the clock: where answering is over none waits."""
    rows = MeetingRequest.objects.filter(edition=edition).order_by()
    found = rows.annotate(stands=stands(edition, now)).values_list("stands").annotate(Count("pk"))
    return dict.fromkeys(State.values, 0) | dict(found)


def stands(edition: Edition, now: datetime) -> Case:
    """The state of an edition's request by the clock, as a column."""
    return Case(When(_closed(edition, now), then=Value(State.EXPIRED.value)), default=F("state"))


@dataclass(frozen=True, slots=True)
class ClusterFigures:
    """One cluster's requests at an edition."""

    registration: Registration
    sent: int
    received: int
    to_answer: int
    agreed: int


def cluster_figures(edition: Edition, now: datetime) -> list[ClusterFigures]:
    """Each approved cluster's figures, by name."""
    registrations = (
        Registration.objects.filter(edition=edition)
        .approved()
        .select_related("cluster")
        .order_by("cluster__sort_name", "pk")
    )
    counts = _counted(edition, now)
    return [ClusterFigures(row, *counts.get(row.pk, (0, 0, 0, 0))) for row in registrations]


def unanswered(edition: Edition, now: datetime) -> QuerySet[Registration]:
    """Approved clusters that have requests to answer."""
    pending = in_state(edition, State.PENDING, now)
    return (
        Registration.objects.approved()
        .filter(pk__in=pending.values("invitee"))
        .select_related("cluster", "edition")
    )


def to_answer_counts(edition: Edition) -> dict[int, int]:
    """How many requests each cluster (by registration) has to answer; those with none left out."""
    pending = MeetingRequest.objects.filter(edition=edition, state=State.PENDING).order_by()
    return dict(pending.values_list("invitee_id").annotate(Count("pk")))


def _counted(edition: Edition, now: datetime) -> dict[int, list[int]]:
    """Sent, received, to answer and agreed, by registration."""
    counts: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    of_edition = MeetingRequest.objects.filter(edition=edition)
    closed = ExpressionWrapper(_closed(edition, now), BooleanField())
    rows = of_edition.values_list("requester_id", "invitee_id", "state", closed)
    for requester, invitee, state, is_closed in rows:
        agreed = state == State.ACCEPTED
        for registration, figures in (
            (requester, (1, 0, 0, agreed)),
            (invitee, (0, 1, state == State.PENDING and not is_closed, agreed)),
        ):
            counts[registration] = [
                a + b for a, b in zip(counts[registration], figures, strict=True)
            ]
    return dict(counts)


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """How a row's cluster stands to another: their newest request's state, "" when none asked."""

    called: str
    state: str
    is_self: bool = False


@dataclass(frozen=True, slots=True)
class MatrixRow:
    registration: Registration
    cells: tuple[MatrixCell, ...]

    @property
    def is_empty(self) -> bool:
        return not any(cell.state for cell in self.cells)


def matrix_clusters(edition: Edition) -> list[Registration]:
    """The approved clusters, by name: each is a row of the matrix and a column."""
    rows = Registration.objects.filter(edition=edition).approved().select_related("cluster")
    return list(rows.order_by("cluster__sort_name", "pk"))


def request_matrix(
    edition: Edition,
    rows: Collection[Registration],
    columns: Collection[Registration],
    now: datetime,
) -> list[MatrixRow]:
    """Who of the rows asked whom of the columns, or was asked; both sides alike."""
    states: dict[frozenset[int], str] = {}
    left, right = [row.pk for row in rows], [column.pk for column in columns]
    newest = MeetingRequest.objects.filter(
        Q(requester__in=left, invitee__in=right) | Q(requester__in=right, invitee__in=left),
        edition=edition,
    )
    closed = ExpressionWrapper(_closed(edition, now), BooleanField())
    found = newest.values_list("requester_id", "invitee_id", "state", closed)
    for first, second, state, is_closed in found:
        states.setdefault(frozenset((first, second)), State.EXPIRED if is_closed else state)
    return [
        MatrixRow(
            row,
            tuple(
                MatrixCell(
                    called=column.cluster.called,
                    state=states.get(frozenset((row.pk, column.pk)), ""),
                    is_self=row.pk == column.pk,
                )
                for column in columns
            ),
        )
        for row in rows
    ]
