"""Loads the register's files: all of them, or nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from archive.loader import checks
from archive.loader.entries import Address, Entry
from archive.loader.parsing import Parser
from archive.loader.problems import Problem, Refused
from archive.loader.reading import Table, read_tree
from archive.loader.storing import Store, holder
from archive.loader.tables import read_rows

LOCK = 0x7265_6769_7374_6572
"""The advisory lock that keeps two loads apart ("register")."""


@dataclass(frozen=True)
class Loaded:
    """What a load did: rows by `created`, `updated`, `removed`, `unchanged`; and what it left."""

    counts: Counter[str]
    kept: tuple[str, ...]

    @property
    def is_change(self) -> bool:
        return any(self.counts[word] for word in ("created", "updated", "removed"))


def load(paths: Sequence[Path], *, is_whole: bool = False) -> Loaded:
    """Reads, checks and stores the files.

    What a file held before and holds no more is removed; with `is_whole`, when the paths are all
    that the register has, also what a file held that is gone. Raises Refused, having changed
    nothing, with every problem found.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        files = _files(paths)
        entries, problems = _parsed(files)
        store = Store.open(entries)
        vanished = _vanished(store, entries, {file.name for file in files}, is_whole)
        _check(entries, vanished, problems)
        # Before, to free what new rows take (an ordinal, a code); after, when nothing points there.
        held = store.remove(vanished)
        store.write(entries)
        held = store.remove(held)
        return Loaded(store.counts, tuple(_kept(store, address) for address in held))


def _files(paths: Sequence[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise Refused([Problem(str(path), 1, "there is no such file or folder")])
        files += [*_inside(path)] if path.is_dir() else [path]
    return files


def _inside(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.yaml"), *folder.glob("*.csv")])


def _parsed(files: list[Path]) -> tuple[list[Entry], list[Problem]]:
    """The entries of all files, and what is wrong with each file by itself."""
    problems = [problem for file in files for problem in checks.contact_problems(file)]
    trees = {file: _tree(file, problems) for file in files}
    entries = [
        entry
        for file, tree in trees.items()
        if tree is not None
        for entry in Parser(file.name, problems).parse(tree)
    ]
    if None in trees.values():  # What it held is missing everywhere: no use in saying so.
        raise Refused(problems)
    return entries, problems


def _tree(file: Path, problems: list[Problem]) -> Table | None:
    return read_rows(file, problems) if file.suffix == ".csv" else read_tree(file, problems)


def _check(entries: list[Entry], vanished: list[Address], problems: list[Problem]) -> None:
    """Raises Refused when anything is wrong anywhere, with all of it."""
    found = [
        *problems,
        *checks.duplicate_problems(entries),
        *checks.reference_problems(entries, vanished),
        *checks.loop_problems(entries),
        *checks.region_problems(entries),
        *checks.foreign_problems(entries),
    ]
    if found:
        raise Refused(found)


def _vanished(store: Store, entries: list[Entry], files: set[str], is_whole: bool) -> list[Address]:
    given = {entry.address for entry in entries}
    return [
        address
        for address, known in store.known.items()
        if address not in given and (is_whole or known.file in files)
    ]


def _kept(store: Store, address: Address) -> str:
    user = holder(address, store.pks[address])
    return f"{address[0]} '{address[1]}' is in no file any more and stays: a {user} needs it"
