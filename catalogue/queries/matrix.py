"""Who met whom at an edition run here, from its published schedule."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q

from clusters.models import Organisation, Region
from events.models import Edition
from matchmaking.models import PlacementParticipant, ScheduleVersion

MOST_LYING = 8
Clusters = tuple[Organisation, ...]
SHOWN = (Edition.State.PUBLISHED, Edition.State.RUNNING, Edition.State.FINISHED)


@dataclass(frozen=True, slots=True)
class Group:
    """The clusters of one region, "" for those without one; `mark` is "a" or "b" when only two
    regions meet."""

    name: str
    mark: str
    clusters: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """Whether a row's cluster met this one; None when it is itself."""

    called: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One cluster against every column."""

    cluster: Organisation
    cells: tuple[MatrixCell, ...]

    @property
    def is_empty(self) -> bool:
        return not any(cell.met for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table of who met whom; pairs are unordered."""

    columns: tuple[Organisation, ...]
    rows: tuple[MatrixRow, ...]
    met: int
    possible: int

    @property
    def is_wide(self) -> bool:
        """Too many columns for names that lie."""
        return len(self.columns) > MOST_LYING


def by_region(clusters: Iterable[Organisation], marks: dict[str, str]) -> list[Group]:
    """Clusters (with their regions) grouped by region; marks by region code."""
    grouped: defaultdict[Region | None, list[Organisation]] = defaultdict(list)
    for cluster in clusters:
        grouped[cluster.region].append(cluster)
    return [
        Group(
            region.name if region else "",
            marks.get(region.code, "") if region else "",
            tuple(sorted(grouped[region], key=lambda body: body.sort_name)),
        )
        for region in sorted(grouped, key=lambda region: _order(region, marks))
    ]


def _order(region: Region | None, marks: dict[str, str]) -> tuple[str, bool, str]:
    """The marked ones first, those without a region last."""
    if region is None:
        return (marks.get("", "z"), True, "")
    return (marks.get(region.code, "z"), False, region.sort_name)


def pairs_that_met(edition: Edition) -> set[frozenset[int]]:
    """Pairs of cluster ids in the published schedule, without the meetings known as not held."""
    seats = PlacementParticipant.objects.filter(
        Q(meeting__was_held=True) | Q(meeting__was_held=None),
        placement__edition=edition,
        version__state=ScheduleVersion.State.PUBLISHED,
    ).values_list("placement_id", "registration__cluster_id")
    meetings: defaultdict[int, list[int]] = defaultdict(list)
    for placement, cluster in seats:
        meetings[placement].append(cluster)
    return {frozenset(pair) for present in meetings.values() for pair in combinations(present, 2)}


def matrix(edition: Edition, groups: Sequence[Group]) -> Matrix | None:
    """Two regions stand against each other, more stand against all; None before publication."""
    if edition.state not in SHOWN:
        return None
    met = pairs_that_met(edition)
    if not met:
        return None
    rows, columns, possible = _sides(groups, met)
    table = tuple(
        MatrixRow(row, tuple(_cell(row, column, met) for column in columns)) for row in rows
    )
    shown = {frozenset((row.pk, column.pk)) for row in rows for column in columns}
    return Matrix(columns, table, len(met & shown), possible)


def _sides(groups: Sequence[Group], met: set[frozenset[int]]) -> tuple[Clusters, Clusters, int]:
    """Rows, columns and the number of possible pairs."""
    if len(groups) == 2:  # noqa: PLR2004 (two regions meet)
        rows, columns = groups[0].clusters, groups[1].clusters
        across = {frozenset((row.pk, column.pk)) for row in rows for column in columns}
        if met <= across:
            return rows, columns, len(across)
    everybody = tuple(cluster for group in groups for cluster in group.clusters)
    return everybody, everybody, len(everybody) * (len(everybody) - 1) // 2


def _cell(row: Organisation, column: Organisation, met: set[frozenset[int]]) -> MatrixCell:
    pair = frozenset((row.pk, column.pk))
    return MatrixCell(column.called, None if row == column else pair in met)
