"""Entries → rows: what is new is made, what changed is changed, what vanished is removed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, IntegrityError, models, transaction

from archive.loader.checks import stored_keys
from archive.loader.entries import Address, Entry
from archive.loader.naming import rename
from archive.loader.problems import Refused
from archive.loader.schema import KINDS
from archive.loader.values import Plain
from archive.models import RegisterEntry

Values = Mapping[str, Plain | bool]


@dataclass
class Store:
    """Writes the differences between the files and what they held when last loaded.

    A value is written only when the file's own value changed since then, so what people
    correct here stays. Must run inside a transaction.
    """

    known: dict[Address, RegisterEntry]
    pks: dict[Address, int]
    """The rows that entries may point to."""
    counts: Counter[str] = field(default_factory=Counter)
    written: list[RegisterEntry] = field(default_factory=list)
    created: set[Address] = field(default_factory=set)
    parts: list[Entry] = field(default_factory=list)
    """New rows inside new rows, which nothing looks for or points to: written all at once."""

    @classmethod
    def open(cls, entries: Iterable[Entry]) -> "Store":
        known = {
            (entry.kind, entry.key): entry for entry in RegisterEntry.objects.filter(kind__in=KINDS)
        }
        rename(known, entries)
        targets = {target for entry in entries for target in entry.depends_on}
        top = {address for address in targets if not KINDS[address[0]].owner}
        store = cls(known, dict(stored_keys(top)))
        store._note_existing()
        return store

    def _note_existing(self) -> None:
        """Rows that entries of earlier loads stand for, unless somebody deleted them."""
        by_kind: dict[str, dict[int, Address]] = {}
        for address, entry in self.known.items():
            by_kind.setdefault(address[0], {})[entry.object_id] = address
        for name, addresses in by_kind.items():
            rows = KINDS[name].model._default_manager.filter(pk__in=addresses)
            self.pks |= {addresses[pk]: pk for pk in rows.values_list("pk", flat=True)}

    def write(self, entries: Iterable[Entry]) -> None:
        for entry in in_order(entries):
            if entry.owner in self.created and entry.kind.is_plain:
                self.parts.append(entry)
            else:
                self._write_or_refuse(entry)
        self._write_parts()
        RegisterEntry.objects.bulk_create(
            self.written,
            update_conflicts=True,
            unique_fields=["kind", "key"],
            update_fields=["file", "object_id", "content", "loaded_at"],
        )

    def _write_or_refuse(self, entry: Entry) -> None:
        try:
            self._write(entry)
        except (IntegrityError, DataError) as error:
            reason = f"the register refuses this {entry.kind.name}: {_words(error)}"
            raise Refused([entry.problem(reason)]) from error

    def _write_parts(self) -> None:
        """All rows of a kind at once; where one is refused, one by one, to find out which."""
        by_kind: dict[str, list[Entry]] = {}
        for entry in self.parts:
            by_kind.setdefault(entry.kind.name, []).append(entry)
        for name, entries in by_kind.items():
            try:
                with transaction.atomic():
                    rows = KINDS[name].model._default_manager.bulk_create(
                        self._new(entry) for entry in entries
                    )
            except (IntegrityError, DataError):
                for entry in entries:
                    self._write_or_refuse(entry)
                continue
            self.counts["created"] += len(rows)
            for entry, row in zip(entries, rows, strict=True):
                self._remember(entry, row.pk)

    def _new(self, entry: Entry) -> models.Model:
        columns = self._resolved(entry, entry.content)
        if entry.owner:
            columns[entry.kind.owner] = self.pks[entry.owner]
        return entry.kind.model(**_by_column(entry, columns))

    def _write(self, entry: Entry) -> None:
        known, pk = self.known.get(entry.address), self.pks.get(entry.address)
        held: Values = known.content if known and pk else {}
        changed = {
            name: value
            for name, value in entry.content.items()
            if name not in held or held[name] != value
        }
        if known and pk and not changed:
            self.counts["unchanged"] += 1
            if known.file != entry.file:
                self._remember(entry, pk)
            return
        row = self._row(entry, pk)
        if row.pk:
            self.counts["updated"] += 1
        else:
            self.counts["created"] += 1
            self.created.add(entry.address)
        self._save(entry, row, changed)
        self.pks[entry.address] = row.pk
        self._remember(entry, row.pk)

    def _remember(self, entry: Entry, pk: int) -> None:
        self.written.append(
            RegisterEntry(
                kind=entry.kind.name,
                key=entry.key,
                file=entry.file,
                object_id=pk,
                content=dict(entry.content),
            )
        )

    def _row(self, entry: Entry, pk: int | None) -> models.Model:
        """The entry's row: the one loaded before, one that people made, or a new one."""
        rows = entry.kind.model._default_manager
        if pk:
            return rows.get(pk=pk)
        columns: dict[str, Any] = self._resolved(
            entry, {name: entry.content[name] for name in entry.kind.key}
        )
        if entry.owner:
            columns[entry.kind.owner] = self.pks[entry.owner]
        found = None if entry.owner in self.created else rows.filter(**columns).first()
        return found or entry.kind.model(**_by_column(entry, columns))

    def _save(self, entry: Entry, row: models.Model, changed: Values) -> None:
        """Writes the changed columns alone: what people wrote beside them stays."""
        columns = self._resolved(entry, changed)
        many = {name: value for name, value in columns.items() if isinstance(value, list)}
        own = {name: value for name, value in columns.items() if name not in many}
        for name, value in _by_column(entry, own).items():
            setattr(row, name, value)
        if not row.pk:
            row.save()
        elif hasattr(row, "version"):
            row.version = models.F("version") + 1
            row.save(update_fields=[*own, "version"])
        else:
            row.save(update_fields=own)
        for name, pks in many.items():
            getattr(row, name).set(pks)

    def _resolved(self, entry: Entry, values: Values) -> dict[str, Any]:
        """Values with the keys of other rows replaced by their primary keys."""
        targets: dict[Any, Any] = {
            (reference.column, reference.target[1]): self.pks[reference.target]
            for reference in entry.references
        }
        return {
            name: [targets[name, key] for key in value]
            if isinstance(value, list)
            else targets.get((name, value), value)
            for name, value in values.items()
        }

    def remove(self, vanished: Iterable[Address]) -> list[Address]:
        """Removes rows that the files hold no more; gives those that others still need."""
        order = list(KINDS)
        held = sorted(vanished, key=lambda address: -order.index(address[0]))
        while True:
            # A row that goes may free another, such as a region above it.
            left = [address for address in held if not self._is_removed(address)]
            if len(left) == len(held):
                return left
            held = left

    def _is_removed(self, address: Address) -> bool:
        row = KINDS[address[0]].model._default_manager.filter(pk=self.pks.get(address)).first()
        if row and _holder(row):
            return False
        if row:
            row.delete()
        RegisterEntry.objects.filter(pk=self.known[address].pk).delete()
        self.counts["removed"] += 1
        return True


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Every entry after those that it points to; they make no loops."""
    waiting = {entry.address: entry for entry in entries}
    done: dict[Address, Entry] = {}

    def visit(entry: Entry) -> None:
        if entry.address in done:
            return
        for target in entry.depends_on:
            if target in waiting:
                visit(waiting[target])
        done[entry.address] = entry

    for entry in waiting.values():
        visit(entry)
    return list(done.values())


def holder(address: Address, pk: int) -> str:
    """What still points to a row, in words; empty when nothing does."""
    return _holder(KINDS[address[0]].model._default_manager.get(pk=pk))


def _holder(row: models.Model) -> str:
    for model, column in _pointers(type(row)):
        if model._default_manager.filter(**{column: row.pk}).exists():
            return str(model._meta.verbose_name)
    return ""


def _pointers(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Every column of any app that may point to rows of this model."""
    relations = [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel)
    ]
    return [
        (relation.related_model, relation.field.name)
        for relation in relations
        # The rows that join a many-to-many relation come and go with its ends.
        if isinstance(relation.related_model, type)
        and not relation.related_model._meta.auto_created
        # Rows that are made of others hold nothing.
        and not getattr(relation.related_model, "is_derived", False)
    ]


def _by_column(entry: Entry, values: Mapping[str, Any]) -> dict[str, Any]:
    """References by their own column (`region_id`), the rest as it is."""
    columns = {name: entry.kind.model._meta.get_field(name) for name in values}
    return {
        column.attname if isinstance(column, models.ForeignKey) else name: values[name]
        for name, column in columns.items()
    }


def _words(error: Exception) -> str:
    cause = getattr(error.__cause__, "diag", None)
    return str(getattr(cause, "constraint_name", "") or error).partition("\n")[0]
