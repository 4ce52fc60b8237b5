"""The clusters of a list are registered, many in one act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from clusters.models import Organisation, Region
from clusters.services.drafts import enter_drafts
from events.models import Edition
from events.services.registering import Late, register_each
from events.services.wishes import Wishes
from interface.contention import retrying
from interface.keys import KeyTaken


@dataclass(frozen=True, slots=True)
class Named:
    """A known cluster (its key), or by 0 a draft that is entered for it, or neither."""

    cluster: int
    name: str
    region: Region | None
    wishes: Wishes
    key: UUID


@retrying
def register_named(
    *, edition: Edition, named: Sequence[Named], by: User, now: datetime
) -> list[Exception | None]:
    """What each is refused with, if it is. No draft is entered for one that is refused: it raises
    that where it is the only one; else `KeyTaken`, with nobody registered, then each may be by
    itself. Raises `Busy`.
    """
    new = [one for one in named if not one.cluster]
    drafts = iter(enter_drafts([(one.name, one.region) for one in new]) if new else ())
    known = Organisation.with_drafts.in_bulk({one.cluster for one in named} - {0})
    late = [
        Late(known[one.cluster] if one.cluster else next(drafts), one.wishes, one.key)
        for one in named
    ]
    answers = register_each(edition=edition, late=late, by=by, now=now)
    refusals = [refusal for one, refusal in zip(named, answers, strict=True) if not one.cluster]
    for refusal in filter(None, refusals):
        raise refusal if len(named) == 1 else KeyTaken
    return answers
