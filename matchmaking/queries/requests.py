"""Requests and the meetings they became."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Model, OuterRef, Q, QuerySet

from events.models import Edition, Registration
from matchmaking.models import (
    Meeting,
    MeetingRequest,
    Placement,
    RequestWindow,
    ScheduleVersion,
)
from matchmaking.models.requests import MeetingRequestQuerySet

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


def is_published(meeting: Meeting) -> bool:
    """Whether the published version places the meeting."""
    return _is_placed(meeting=meeting)


def has_published_place(request: MeetingRequest) -> bool:
    """The same of the meeting that a request has become, if it has."""
    return _is_placed(meeting__request=request)


def _is_placed(**of: Model) -> bool:
    published = ScheduleVersion.State.PUBLISHED
    return Placement.objects.filter(version__state=published, **of).exists()


def requests_of(edition: Edition) -> QuerySet[MeetingRequest]:
    """An edition's requests with both clusters, the newest first."""
    return MeetingRequest.objects.filter(edition=edition).select_related(
        "requester__cluster__region", "invitee__cluster__region", "requested_by", "answered_by"
    )


def state_counts(edition: Edition) -> dict[str, int]:
    """How many requests there are in each state; states without any are 0."""
    rows = MeetingRequest.objects.filter(edition=edition).order_by().values_list("state")
    return dict.fromkeys(State.values, 0) | dict(rows.annotate(Count("pk")))


@dataclass(frozen=True, slots=True)
class ClusterFigures:
    """One cluster's requests at an edition."""

    registration: Registration
    sent: int
    received: int
    to_answer: int
    agreed: int


def cluster_figures(edition: Edition) -> list[ClusterFigures]:
    """Each approved cluster's figures, by name."""
    registrations = (
        Registration.objects.filter(edition=edition)
        .approved()
        .select_related("cluster")
        .order_by("cluster__sort_name", "pk")
    )
    counts = _counted(edition)
    return [ClusterFigures(row, *counts.get(row.pk, (0, 0, 0, 0))) for row in registrations]


def unanswered(edition: Edition) -> QuerySet[Registration]:
    """Approved clusters that have requests to answer."""
    pending = MeetingRequest.objects.filter(edition=edition, state=State.PENDING)
    return (
        Registration.objects.approved()
        .filter(pk__in=pending.values("invitee"))
        .select_related("cluster", "edition")
    )


def to_answer_counts(edition: Edition) -> dict[int, int]:
    """How many requests each cluster (by registration) has to answer; those with none left out."""
    pending = MeetingRequest.objects.filter(edition=edition, state=State.PENDING).order_by()
    return dict(pending.values_list("invitee_id").annotate(Count("pk")))


def _counted(edition: Edition) -> dict[int, list[int]]:
    """Sent, received, to answer and agreed, by registration."""
    counts: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    rows = MeetingRequest.objects.filter(edition=edition).values_list(
        "requester_id", "invitee_id", "state"
    )
    for requester, invitee, state in rows:
        agreed = state == State.ACCEPTED
        for registration, figures in (
            (requester, (1, 0, 0, agreed)),
            (invitee, (0, 1, state == State.PENDING, agreed)),
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
    edition: Edition, rows: Collection[Registration], columns: Collection[Registration]
) -> list[MatrixRow]:
    """Who of the rows asked whom of the columns, or was asked; both sides alike."""
    states: dict[frozenset[int], str] = {}
    left, right = [row.pk for row in rows], [column.pk for column in columns]
    newest = MeetingRequest.objects.filter(
        Q(requester__in=left, invitee__in=right) | Q(requester__in=right, invitee__in=left),
        edition=edition,
    )
    for first, second, state in newest.values_list("requester_id", "invitee_id", "state"):
        states.setdefault(frozenset((first, second)), state)
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
