"""Trees → entries. Everything that one file alone can get wrong is found here."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from archive.loader import columns
from archive.loader.entries import Address, Entry, Reference
from archive.loader.kinds import Kind
from archive.loader.problems import Problem
from archive.loader.reading import Node, Rows, Table, Text
from archive.loader.schema import SECTIONS
from archive.loader.values import Plain, Spread

FACTS = {owner.name: part for owner in SECTIONS for part in owner.parts if part.section == "facts"}
"""The kind of facts that each kind of row has."""


@dataclass
class Parser:
    """Makes the entries of one file; what is wrong goes to `problems`."""

    file: str
    problems: list[Problem]
    source: Text | None = None
    """The source that the file's rows rest on unless they name another."""
    entries: list[Entry] = field(default_factory=list)

    def parse(self, tree: Table) -> list[Entry]:
        sections = {kind.section: kind for kind in SECTIONS}
        self._refuse_unknown(tree, ["source", "facts", *sections], "a file")
        source = tree.items.get("source")
        self.source = source if isinstance(source, Text) else None
        for section, kind in sections.items():
            if (node := tree.items.get(section)) is not None:
                self._section(kind, node)
        if (node := tree.items.get("facts")) is not None:
            self._facts(node)
        return self.entries

    def _section(self, kind: Kind, node: Node) -> None:
        if not isinstance(node, Table):
            return self._note(node.line, f"'{kind.section}' takes rows by their {kind.key[0]}")
        for position, (key, row) in enumerate(node.items.items(), start=1):
            line = node.lines[key]
            self._row(kind, row, line, position, key=Text(line, key))
        return None

    def _facts(self, node: Node) -> None:
        """Facts about rows that stand elsewhere: each says what it is about."""
        for position, row in enumerate(self._rows("facts", node), start=1):
            about = row.items.get("about") if isinstance(row, Table) else None
            kind, _, key = about.value.partition("/") if isinstance(about, Text) else ("", "", "")
            if kind not in FACTS or not isinstance(row, Table):
                known = ", ".join(f"{name}/…" for name in FACTS)
                self._note(row.line, f"a fact here says what it is about: one of {known}")
                continue
            rest = {name: item for name, item in row.items.items() if name != "about"}
            table = Table(row.line, rest, row.lines)
            # After those that stand with the row itself.
            self._row(FACTS[kind], table, row.line, 100 + position, owner=(kind, key))

    def _row(
        self,
        kind: Kind,
        node: Node,
        line: int,
        position: int,
        *,
        key: Text | None = None,
        owner: Address | None = None,
    ) -> None:
        if not isinstance(node, Table):
            return self._note(line, f"this {kind.name} must have keys such as {kind.keys[0]}:")
        self._refuse_unknown(node, kind.keys, f"'{kind.name}'")
        given = {kind.key[0]: key} if key else {}
        content, references = self._columns(kind, {**node.items, **given}, line)
        if kind.has_position:
            content["position"] = position
        parts = [key.value] if key else self._names(kind, node, content)
        entry = Entry(
            kind=kind,
            key=" · ".join([owner[1], *parts] if owner else parts),
            owner=owner,
            file=self.file,
            line=line,
            content={**content, **kind.fixed},
            references=tuple(references),
        )
        self.entries.append(entry)
        return self._parts(entry, node)

    def _names(self, kind: Kind, node: Table, content: Mapping[str, Plain | bool]) -> list[str]:
        """What tells this row from the others of its owner."""
        names = [str(content[name] or "") for name in kind.named_by or kind.key]
        given = node.items.get("key") if kind.named_by else None
        if given is None:
            return names
        try:
            return [columns.text("key", given), *names[1:]]
        except ValueError as error:
            self._note(given.line, str(error))
            return names

    def _parts(self, entry: Entry, node: Table) -> None:
        for part in entry.kind.parts:
            rows = node.items.get(part.section)
            for position, row in enumerate(self._rows(part.section, rows), start=1):
                self._row(part, row, row.line, position, owner=entry.address)

    def _columns(
        self, kind: Kind, items: dict[str, Node], line: int
    ) -> tuple[dict[str, Plain | bool], list[Reference]]:
        content: dict[str, Plain | bool] = {}
        references: list[Reference] = []
        if "source" in kind.columns and "source" not in items and self.source:
            items = {**items, "source": self.source}
        for name in kind.columns:
            node = items.get(name)
            if node is None and columns.is_needed(kind, name):
                self._note(line, f"this {kind.name} needs '{name}'")
            try:
                found = columns.value(kind, name, node) if node else None
            except ValueError as error:
                self._note(node.line if node else line, str(error))
                found = None
            content[name] = found[0] if found else columns.default(kind, name)
            references += found[1] if found else []
        for name, spread in kind.spreads.items():
            content |= {column: columns.default(kind, column) for column in spread.columns}
            if (node := items.get(name)) is not None:
                content |= self._spread(name, node, spread)
        return content, references

    def _spread(self, name: str, node: Node, spread: Spread) -> Mapping[str, Plain]:
        try:
            return spread.parse(columns.text(name, node))
        except ValueError as error:
            self._note(node.line, str(error))
            return {}

    def _rows(self, name: str, node: Node | None) -> Iterable[Node]:
        if node is None:
            return ()
        if isinstance(node, Rows):
            return node.items
        self._note(node.line, f"'{name}' takes a list, each row after a '-'")
        return ()

    def _refuse_unknown(self, table: Table, known: list[str], place: str) -> None:
        for name, line in table.lines.items():
            if name in table.items and name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"; did you mean '{near[0]}'?" if near else ""
                self._note(line, f"unknown key '{name}' in {place}{hint}")

    def _note(self, line: int, reason: str) -> None:
        self.problems.append(Problem(self.file, line, reason))
