"""Names and words of an erased person in what others wrote or were sent."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, EmailField, Q, TextField
from django.utils.html import escape

from notifications.models import OutboxMessage
from privacy.log.blanking import blank, rows_once_quoting
from privacy.log.declared import why_not_logged
from privacy.people import Pseudonym
from privacy.queries.classification import Classified, personal_fields

# A single short name is a name of many.
SHORTEST_NAME, SHORTEST_LINE = 6, 8
GONE = "…"
BATCH = 200


@dataclass(frozen=True)
class Traces:
    """What gives a person away, and what was written by that person."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]
    lines: tuple[str, ...] = ()

    def looked_for(self) -> list[str]:
        found = [*self.names, *self.addresses, *self.lines]
        return list(dict.fromkeys([*found, *(str(escape(text)) for text in found)]))


def traces(names: Iterable[str], addresses: Iterable[str], texts: Iterable[str] = ()) -> Traces:
    """`texts` are cut into lines, as a mail may set them anew."""
    stripped = [name.strip() for name in names]
    lines = {line.strip() for text in texts for line in text.splitlines()}
    return Traces(
        names=tuple(name for name in stripped if " " in name or len(name) >= SHORTEST_NAME),
        addresses=tuple(addresses),
        lines=tuple(sorted(line for line in lines if len(line) >= SHORTEST_LINE)),
    )


def forget_quotes(known: Traces, pseudonym: Pseudonym) -> int:
    """Put the pseudonym in the place of the person wherever texts may quote; how many rows.

    Mails carry whole lines of what the person wrote. In what others wrote, a line that happens to
    be the same ("Kind regards") is their own. What others changed or removed since leaves the log.
    """
    elsewhere = replace(known, lines=())
    count = 0
    for model, names in _quoting_texts().items():
        of_these = known if model is OutboxMessage else elsewhere
        count += _forget_in(model, names, of_these, pseudonym)
        if not why_not_logged(model):
            rows = rows_once_quoting(model, names, [*known.names, *known.addresses])
            blank(model=model, rows=rows, columns=names)
    return count


def _quoting_texts() -> dict[type[Any], list[str]]:
    found: dict[type[Any], list[str]] = {}
    for classified in personal_fields():
        if _is_quoting_text(classified):
            found.setdefault(classified.model, []).append(classified.field.name)
    return found


def _is_quoting_text(classified: Classified) -> bool:
    """Not by what a row is known as somebody's: such rows go, or are the last mail's."""
    personal, found = classified.personal, classified.field
    is_text = isinstance(found, CharField | TextField)
    return personal.quotes and is_text and found.name != personal.of


def _forget_in(model: type[Any], names: list[str], known: Traces, pseudonym: Pseudonym) -> int:
    looked_for = known.looked_for()
    if not looked_for:
        return 0
    changed = 0
    for start in range(0, len(looked_for), BATCH):
        some = looked_for[start : start + BATCH]
        wanted = reduce(or_, (Q(**{f"{name}__icontains": text}) for name in names for text in some))
        rows = model._default_manager.filter(wanted).only("pk", *names).order_by("pk")
        for row in rows.select_for_update(of=("self",)):
            for name in names:
                said = getattr(row, name)
                left = _without(said, known, pseudonym)
                # Answers to a mail do not go to an address of nobody.
                is_address = isinstance(model._meta.get_field(name), EmailField)
                setattr(row, name, "" if is_address and left != said else left)
            row.save(update_fields=names)
            changed += 1
    return changed


def _without(text: str, known: Traces, pseudonym: Pseudonym) -> str:
    for words, instead in (
        (known.lines, GONE),
        (known.addresses, pseudonym.email),
        (known.names, pseudonym.name),
    ):
        for found in {*words, *(str(escape(word)) for word in words)}:
            text = re.sub(rf"(?<!\w){re.escape(found)}(?!\w)", instead, text, flags=re.IGNORECASE)
    return text
