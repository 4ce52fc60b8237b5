"""What must hold between entries, and between them and the register as it stands."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from django.db import models

from archive.loader.contacts import contact_details
from archive.loader.entries import Address, Entry
from archive.loader.kinds import Kind
from archive.loader.problems import Problem
from archive.loader.schema import KINDS

SCHEMES = {
    **dict.fromkeys(("CH", "IS", "LI", "NO"), "efta"),
    **dict.fromkeys(("AL", "BA", "ME", "MK", "RS", "TR", "UA", "XK"), "candidate"),
}
"""Countries with statistical regions by agreement; the NUTS regulation does not cover them."""


def contact_problems(path: Path) -> list[Problem]:
    """Nobody is to be reached through the register's files."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []
    return [
        Problem(path.name, number, f"'{found}' looks like an e-mail address or a telephone number")
        for number, line in enumerate(lines, start=1)
        for found in contact_details(line)
    ]


def duplicate_problems(entries: list[Entry]) -> list[Problem]:
    first: dict[Address, Entry] = {}
    problems = []
    for entry in entries:
        earlier = first.setdefault(entry.address, entry)
        if earlier is not entry:
            place = f"{earlier.file}:{earlier.line}"
            hint = "; give one of them a key: of its own" if entry.kind.named_by else ""
            reason = f"this {entry.kind.name} stands at {place} already{hint}"
            problems.append(entry.problem(reason))
    return problems


def reference_problems(entries: list[Entry], vanished: Collection[Address]) -> list[Problem]:
    """Everything that is pointed to must be in the files, or in the register to stay."""
    given = {entry.address for entry in entries}
    wanted = {target for entry in entries for target in entry.depends_on} - given
    missing = wanted - (set(stored_keys(wanted)) - set(vanished))
    return [
        entry.problem(f"there is no {kind} '{key}'", line)
        for entry in entries
        for (kind, key), line in _pointers(entry)
        if (kind, key) in missing
    ]


def _pointers(entry: Entry) -> list[tuple[Address, int]]:
    own = [(entry.owner, entry.line)] if entry.owner else []
    return own + [(reference.target, reference.line) for reference in entry.references]


def stored_keys(addresses: Iterable[Address]) -> Mapping[Address, int]:
    """Those of the addresses that the register has, with their primary keys."""
    wanted: dict[str, set[str]] = {}
    for kind, key in addresses:
        wanted.setdefault(kind, set()).add(key)
    return {
        (name, key): pk for name, keys in wanted.items() for key, pk in _stored(KINDS[name], keys)
    }


def _stored(kind: Kind, keys: set[str]) -> "models.QuerySet[models.Model, tuple[str, int]]":
    column = kind.key[0]
    rows = kind.model._default_manager.filter(**{f"{column}__in": keys})
    return rows.values_list(column, "pk")


def loop_problems(entries: list[Entry]) -> list[Problem]:
    """Nothing may be its own parent, near or far."""
    parents = {
        entry.address: reference.target
        for entry in entries
        for reference in entry.references
        if reference.column == "parent"
    }
    return [
        entry.problem(f"{entry.key} stands above itself")
        for entry in entries
        if entry.address in parents and _is_in_loop(entry.address, parents)
    ]


def _is_in_loop(address: Address, parents: Mapping[Address, Address]) -> bool:
    seen, above = {address}, parents.get(address)
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return above == address


def region_problems(entries: list[Entry]) -> list[Problem]:
    return [
        entry.problem(reason)
        for entry in entries
        if entry.kind.name == "region"
        for reason in _region_reasons(entry)
    ]


def _region_reasons(entry: Entry) -> list[str]:
    code, level, parent = entry.key, entry.content["level"], str(entry.content["parent"] or "")
    if not entry.content["code"]:  # Its shape is wrong, which is noted already.
        return []
    scheme = SCHEMES.get(code[:2], "nuts")
    rules = {
        f"a region code of {len(code)} signs is of level {len(code) - 2}": level == len(code) - 2,
        f"{code} needs a parent, such as {code[:2]}": bool(parent) or level == 0,
        f"{code} does not begin with its parent's code {parent}": (
            not parent or (code.startswith(parent) and code != parent)
        ),
        f"{code} is of the scheme {scheme}": entry.content["scheme"] == scheme,
    }
    return [reason for reason, holds in rules.items() if not holds]


def foreign_problems(entries: list[Entry]) -> list[Problem]:
    """What is run here, or made up for the demonstration, is none of the files' business."""
    taken = _slugs("edition", is_recorded=False)
    for name in ("organisation", "project", "series"):
        taken |= _slugs(name, is_demo=True)
    return [
        entry.problem(f"{target[0]} '{target[1]}' is not from the register's files")
        for entry in entries
        for target in (entry.address, *entry.depends_on)
        if target in taken
    ]


def _slugs(name: str, **condition: bool) -> set[Address]:
    rows = KINDS[name].model._default_manager.filter(**condition)
    return {(name, slug) for slug in rows.values_list("slug", flat=True)}
