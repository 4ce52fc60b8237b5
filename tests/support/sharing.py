"""How the processes of a test run share the tests."""

from pathlib import Path

from xdist.scheduler import LoadFileScheduling

# Folders whose tests start processes of the site: two such sites at once are slower than one, and
# one process does them all, one after the other.
TOGETHER = ("browser", "evening", "faults", "backups", "devservers")
SITES = "those that start a site"
# Files whose tests share a walk through the whole site, or an event in every state.
LONG = (
    "doors/test_matrix.py",
    "fuzz/test_input.py",
    "privacy/test_canaries.py",
    "matchmaking/test_rules_by_way.py",
    "acts/test_table.py",
    "acts/test_beat_off.py",
    "acts/test_links.py",
    "bounds/test_bounds.py",
    "migrations/test_releases.py",
)


class ByFile(LoadFileScheduling):  # type: ignore[misc]  # it has no types
    """A file stays with one process: its tests share what its fixtures load.

    So do all folders of `TOGETHER`. xdist's own groups have no effect with pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return SITES if Path(file).parent.name in TOGETHER else file


def turn(path: Path) -> int:
    """When a file begins: what is long would else be the last that one process does, alone."""
    if path.parent.name in TOGETHER:
        return TOGETHER.index(path.parent.name)
    is_long = f"{path.parent.name}/{path.name}" in LONG
    return len(TOGETHER) + (not is_long)
