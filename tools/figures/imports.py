"""Which app imports which, and which of these arrows point the wrong way."""

import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp


@dataclass(frozen=True)
class Floors:
    """The floors of the house from the roof down, each with its apps; what stands on none, last."""

    floors: tuple[tuple[str, ...], ...]
    beside: tuple[str, ...]

    def height(self, app: str) -> int | None:
        """0 for the lowest floor; None beside the house."""
        from_below = reversed(self.floors)
        return next((height for height, apps in enumerate(from_below) if app in apps), None)


Arrows = Counter[tuple[str, str]]


def floors(pyproject: Path) -> Floors:
    """The house as import-linter is told it: the layers whose contract names no container."""
    told = tomllib.loads(pyproject.read_text())["tool"]["importlinter"]
    contract = next(
        contract
        for contract in told["contracts"]
        if contract["type"] == "layers" and "containers" not in contract
    )
    stacked = tuple(
        tuple(app.strip(" ()") for app in layer.replace(":", "|").split("|"))
        for layer in contract["layers"]
    )
    housed = {app for floor in stacked for app in floor}
    return Floors(stacked, tuple(app for app in told["root_packages"] if app not in housed))


def arrows(tree: Path) -> Arrows:
    """How many imports go from each app to each other one, by (importer, imported)."""
    told = tomllib.loads((tree / "pyproject.toml").read_text())["tool"]["importlinter"]
    sys.path.insert(0, str(tree))
    try:
        graph = grimp.build_graph(*told["root_packages"], cache_dir=None)
    finally:
        sys.path.remove(str(tree))
    counted: Arrows = Counter()
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            pair = (importer.partition(".")[0], imported.partition(".")[0])
            counted[pair] += pair[0] != pair[1]
    return +counted


def wrong_ways(house: Floors, drawn: Arrows) -> list[str]:
    """A sentence for each arrow up, each between apps of one floor, and for a circle."""
    sentences = []
    for importer, imported in sorted(drawn):
        higher, lower = house.height(importer), house.height(imported)
        if higher is None or lower is None:
            continue
        if higher == lower:
            sentences.append(f"{importer} and {imported} stand on one floor: an arrow joins them.")
        elif higher < lower:
            sentences.append(f"{importer} imports {imported}, which stands above it.")
    return [*sentences, *_circles(drawn)]


def _circles(drawn: Arrows) -> list[str]:
    """The first circle that is found, if there is one."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for importer, imported in sorted(drawn):
        sorter.add(importer, imported)
    try:
        sorter.prepare()
    except CycleError as error:
        return [f"A circle: {' → '.join(reversed(error.args[1]))}."]
    return []
