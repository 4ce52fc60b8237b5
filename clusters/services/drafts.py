"""Clusters that an event's organiser enters before the register knows them."""

from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_

from django.db import connection, transaction
from django.db.models import Q

from clusters.models import Organisation, Region
from clusters.queries import folded_names
from interface.addresses import address_of
from interface.folding import BETWEEN

# Names the lock of new organisations among the database's advisory locks.
LOCK = 0x64726166
KIND = Organisation.Kind.CLUSTER


def lock_names() -> None:
    """Until the transaction ends nobody else enters an organisation: its name and address are new
    for as long as that takes. It is the first lock of an act.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def draft_called(name: str) -> Organisation | None:
    """The draft of this name, whatever its case, accents and punctuation."""
    [key] = folded_names([name.replace("\x00", "")]).values()
    return _drafts_called({key} - {""}).get(key)


def enter_draft(*, name: str, region: Region | None) -> Organisation:
    """The draft of this name, entered where there is none yet."""
    [draft] = enter_drafts([(name, region)])
    return draft


@transaction.atomic
def enter_drafts(wanted: Sequence[tuple[str, Region | None]]) -> list[Organisation]:
    """The same for several names, each with its region."""
    lock_names()
    keys = folded_names([name.replace("\x00", "") for name, _ in wanted])
    found = _drafts_called(set(keys.values()) - {""})
    bases = {_base(name) for name, _ in wanted}
    slugs = Organisation.with_drafts.filter(slug__in=bases)
    used = set(slugs.order_by().values_list("slug", flat=True))
    drafts, new = list[Organisation](), list[Organisation]()
    for name, region in wanted:
        key = keys[name.replace("\x00", "")]
        draft = found.get(key)
        if draft is None:
            slug = free_slug(name, used) if _base(name) in used else _base(name)
            used.add(slug)
            draft = Organisation(slug=slug, name=name, kind=KIND, region=region, is_draft=True)
            new.append(draft)
            found |= {key: draft} if key else {}
        drafts.append(draft)
    Organisation.with_drafts.bulk_create(new)
    return drafts


def _drafts_called(keys: set[str]) -> dict[str, Organisation]:
    """The first draft of each of these names, which are folded."""
    if not keys:
        return {}
    named = reduce(or_, (Q(known_as__contains=f"{BETWEEN}{key}{BETWEEN}") for key in keys))
    found: dict[str, Organisation] = {}
    for row in Organisation.with_drafts.filter(named, is_draft=True).order_by("pk"):
        for key in keys.intersection(row.known_as.split(BETWEEN)):
            found.setdefault(key, row)
    return found


def register(organisation: Organisation) -> None:
    """A draft stands in the register from now on; for others nothing changes."""
    drafts = Organisation.with_drafts.filter(pk=organisation.pk, is_draft=True)
    if drafts.update(is_draft=False):
        organisation.is_draft = False


def free_slug(name: str, besides: Collection[str] = ()) -> str:
    """A slug that no organisation has, and none of those `besides`: the name's, with a number when
    that is taken.
    """
    base = _base(name)
    rows = Organisation.with_drafts.filter(slug__startswith=base)
    taken = {*rows.values_list("slug", flat=True), *besides}
    number = 2
    slug = base
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _base(name: str) -> str:
    return address_of(name, longest=90, otherwise="organisation")
