"""Who met whom at an edition run here, from its published schedule."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from clusters.models import Organisation, Region
from events.models import Edition
from events.rules import phase
from interface.blocks import Side, side
from matchmaking.models import PlacementParticipant
from matchmaking.queries.schedule import planned

# Names that lie, and clusters of a side that are shown at a time.
MOST_LYING, MOST_ACROSS = 8, 15
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
    """Whether a row's cluster is to meet this one, None when it is itself; and whether it did."""

    called: str
    met: bool | None
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One cluster against every column that is shown."""

    cluster: Organisation
    cells: tuple[MatrixCell, ...]

    @property
    def is_empty(self) -> bool:
        return not any(cell.met for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table of who met whom, a block of it; pairs are unordered.

    `planned` pairs of the `possible` ones are brought together, `held` of them are known to have
    met: what is planned is not called held. Meetings of so many clusters are left out as these
    are `unnamed`.
    """

    down: Side[Organisation]
    across: Side[Organisation]
    rows: tuple[MatrixRow, ...]
    planned: int
    held: int
    possible: int
    unnamed: int

    @property
    def columns(self) -> tuple[Organisation, ...]:
        return self.across.items

    @property
    def is_wide(self) -> bool:
        """Too many columns for names that lie."""
        return len(self.columns) > MOST_LYING

    @property
    def all_held(self) -> bool:
        return self.held == self.planned


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


def planned_pairs(edition: Edition) -> dict[frozenset[int], bool]:
    """Pairs of cluster ids with a planned meeting, and whether it is known that they met."""
    seats = PlacementParticipant.objects.filter(placement__in=planned().filter(edition=edition))
    meetings: defaultdict[int, list[int]] = defaultdict(list)
    held = set[int]()
    for placement, cluster, was_held in seats.values_list(
        "placement_id", "registration__cluster_id", "meeting__was_held"
    ):
        meetings[placement].append(cluster)
        if was_held:
            held.add(placement)
    pairs: dict[frozenset[int], bool] = {}
    for placement, present in meetings.items():
        for pair in map(frozenset, combinations(present, 2)):
            pairs[pair] = pairs.get(pair, False) or placement in held
    return pairs


def matrix(
    edition: Edition, groups: Sequence[Group], asked: Mapping[str, str], now: datetime
) -> Matrix | None:
    """Two regions stand against each other, more stand against all; None before publication.

    Only the clusters of `groups` are in it.

    Of many clusters a block is shown, the one that the address asks for.
    """
    if phase(edition, now) not in SHOWN:
        return None
    there = {cluster.pk for group in groups for cluster in group.clusters}
    pairs = planned_pairs(edition)
    met = {pair: held for pair, held in pairs.items() if pair <= there}
    if not met:
        return None
    rows, columns, possible = _sides(groups, met.keys())
    down = side("rows", rows, lambda cluster: cluster.called, asked, MOST_ACROSS)
    across = side("columns", columns, lambda cluster: cluster.called, asked, MOST_ACROSS)
    return Matrix(
        down=down,
        across=across,
        rows=tuple(
            MatrixRow(row, tuple(_cell(row, column, met) for column in across.items))
            for row in down.items
        ),
        planned=len(met),
        held=sum(met.values()),
        possible=possible,
        unnamed=len(set[int]().union(*pairs) - there),
    )


def _sides(groups: Sequence[Group], met: Set[frozenset[int]]) -> tuple[Clusters, Clusters, int]:
    """Rows, columns and the number of possible pairs."""
    if len(groups) == 2:  # noqa: PLR2004 (two regions meet)
        rows, columns = groups[0].clusters, groups[1].clusters
        across = {frozenset((row.pk, column.pk)) for row in rows for column in columns}
        if met <= across:
            return rows, columns, len(across)
    everybody = tuple(cluster for group in groups for cluster in group.clusters)
    return everybody, everybody, len(everybody) * (len(everybody) - 1) // 2


def _cell(
    row: Organisation, column: Organisation, met: Mapping[frozenset[int], bool]
) -> MatrixCell:
    pair = frozenset((row.pk, column.pk))
    if row == column:
        return MatrixCell(column.called, None)
    return MatrixCell(column.called, pair in met, met.get(pair, False))
