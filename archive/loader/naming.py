"""Rows that the files name anew keep their place in the register.

A fact goes by its `key:`, else by its topic, so that its words may be corrected. When a key is
given later, and in a register loaded before facts had names, the fact is known by its words, and
where those changed too, as the only one of its topic and source.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from archive.loader.entries import Address, Entry
from archive.loader.kinds import Kind
from archive.loader.schema import KINDS
from archive.loader.values import Plain
from archive.models import RegisterEntry

Likeness = tuple[str, ...]
Content = Mapping[str, Plain | bool]


def rename(known: dict[Address, RegisterEntry], entries: Iterable[Entry]) -> None:
    """Gives rows of `known` that no entry names the name of the entry that means them."""
    named = [entry for entry in entries if entry.kind.named_by]
    for likeness in (_words, _topic):
        _rename_alike(known, named, likeness)


def _rename_alike(
    known: dict[Address, RegisterEntry],
    entries: list[Entry],
    likeness: Callable[[Kind, str, Content], Likeness],
) -> None:
    given = {entry.address for entry in entries}
    new: defaultdict[Likeness, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.address not in known:
            new[likeness(entry.kind, entry.key, entry.content)].append(entry)
    old: defaultdict[Likeness, list[Address]] = defaultdict(list)
    for address, row in known.items():
        if address not in given and KINDS[address[0]].named_by:
            old[likeness(KINDS[address[0]], row.key, row.content)].append(address)
    for alike, addresses in old.items():
        if len(addresses) == len(new[alike]) == 1:
            _name(known, addresses[0], new[alike][0])


def _name(known: dict[Address, RegisterEntry], address: Address, entry: Entry) -> None:
    row = known.pop(address)
    row.key = entry.key
    row.save(update_fields=["key"])
    known[entry.address] = row


def _words(kind: Kind, key: str, content: Content) -> Likeness:
    return kind.name, _owner(key), *(str(content.get(name)) for name in kind.key)


def _topic(kind: Kind, key: str, content: Content) -> Likeness:
    return kind.name, _owner(key), *(str(content.get(name)) for name in kind.named_by)


def _owner(key: str) -> str:
    return key.partition(" · ")[0]
