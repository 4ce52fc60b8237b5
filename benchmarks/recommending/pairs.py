"""Clusters that are known to have worked together: partners of one project, as a source says.

The facts in `data/` alone; a pair counts where both are clusters of the register.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from matchmaking.recommending import Profile

DATA = Path(__file__).parents[2] / "data"


@dataclass(frozen=True, slots=True)
class Known:
    """The register's clusters by name, and who worked with whom, all by number."""

    names: tuple[str, ...]
    profiles: tuple[Profile, ...]
    fits: tuple[frozenset[int], ...]

    @property
    def pairs(self) -> int:
        return sum(map(len, self.fits)) // 2


def known(folder: Path = DATA) -> Known:
    """The clusters of the files in a folder with the pairs that their projects' partners make."""
    clusters: dict[str, dict[str, Any]] = {}
    together: set[frozenset[str]] = set()
    for file in _files(folder):
        rows = file.get("organisations") or {}
        clusters |= {slug: row for slug, row in rows.items() if row.get("kind") == "cluster"}
        for project in (file.get("projects") or {}).values():
            partners = [row["organisation"] for row in project.get("partners", ())]
            together |= {frozenset(pair) for pair in combinations(partners, 2)}
    names = tuple(clusters)
    return Known(
        names=names,
        profiles=tuple(
            Profile(sectors=frozenset(row.get("sectors") or ())) for row in clusters.values()
        ),
        fits=tuple(
            frozenset(j for j, other in enumerate(names) if frozenset((name, other)) in together)
            for name in names
        ),
    )


def _files(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.yaml")):
        yield yaml.safe_load(path.read_text(encoding="utf-8"))
