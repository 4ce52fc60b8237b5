"""Who a delegation is made of, as its form or a list names them."""

from collections.abc import Sequence
from datetime import datetime

from events.models import Delegate, Registration
from events.services.delegate_accounts import leave_with
from interface.folding import folded_person


def name_delegates(
    registration: Registration,
    people: Sequence[tuple[str, str]],
    shown_as: Sequence[int] = (),
    *,
    words: Sequence[tuple[str, str]] = (),
    now: datetime,
) -> None:
    """Write who comes, names with job titles, in this order; the registration is locked.

    Who was named before keeps what else is known of them, but languages and topics that stand in
    `words`, by the same places. `shown_as` has the place of each (from 0)
    in the list that was shown: another name there is the same person's. Who is named no more and
    has an account is told that it is over.
    """
    stored = list(registration.delegates.all())
    same = _same_people(stored, [name for name, _title in people], shown_as)
    new: list[Delegate] = []
    for position, (name, job_title) in enumerate(people):
        row = same.get(position) or Delegate(registration=registration)
        row.name, row.job_title, row.position = name, job_title, position
        said = words[position] if position < len(words) else ("", "")
        if any(said):
            row.languages, row.topics = said
        if row.pk:
            row.save(update_fields=["name", "job_title", "languages", "topics", "position"])
        else:
            new.append(row)
    kept = {row.pk for row in same.values()}
    gone = [row for row in stored if row.pk not in kept]
    leave_with(gone, now)
    registration.delegates.filter(pk__in=[row.pk for row in gone]).delete()
    Delegate.objects.bulk_create(new)


def _same_people(
    stored: Sequence[Delegate], names: Sequence[str], shown_as: Sequence[int]
) -> dict[int, Delegate]:
    """Who of those named now (by position) was named before: by name, then by where it stood."""
    known: dict[str, list[Delegate]] = {}
    for row in stored:
        known.setdefault(folded_person(row.name), []).append(row)
    same: dict[int, Delegate] = {}
    for position, name in enumerate(names):
        if there := known.get(folded_person(name)):
            same[position] = there.pop(0)
    left = {row.pk for rows in known.values() for row in rows}
    for position, shown in enumerate(shown_as):
        if position not in same and shown < len(stored) and stored[shown].pk in left:
            same[position] = stored[shown]
            left.discard(stored[shown].pk)
    return same
