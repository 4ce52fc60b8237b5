"""Clusters that an event's organiser enters before the register knows them."""

from django.db import connection, transaction

from clusters.models import Organisation, Region
from clusters.queries import folded_names
from interface.addresses import address_of
from interface.folding import BETWEEN

# Names the lock of new organisations among the database's advisory locks.
LOCK = 0x64726166


def lock_names() -> None:
    """Until the transaction ends nobody else enters an organisation: its name and address are new
    for as long as that takes. It is the first lock of an act.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def draft_called(name: str) -> Organisation | None:
    """The draft of this name, whatever its case, accents and punctuation."""
    [folded] = folded_names([name.replace("\x00", "")]).values()
    if not folded:
        return None
    rows = Organisation.with_drafts.filter(is_draft=True)
    return rows.filter(known_as__contains=f"{BETWEEN}{folded}{BETWEEN}").order_by("pk").first()


@transaction.atomic
def enter_draft(*, name: str, region: Region | None) -> Organisation:
    """The draft of this name, entered where there is none yet."""
    lock_names()
    return draft_called(name) or Organisation.with_drafts.create(
        slug=free_slug(name),
        name=name,
        kind=Organisation.Kind.CLUSTER,
        region=region,
        is_draft=True,
    )


def register(organisation: Organisation) -> None:
    """A draft stands in the register from now on; for others nothing changes."""
    drafts = Organisation.with_drafts.filter(pk=organisation.pk, is_draft=True)
    if drafts.update(is_draft=False):
        organisation.is_draft = False


def free_slug(name: str) -> str:
    """A slug that no organisation has: the name's, with a number when that is taken."""
    base = address_of(name, longest=90, otherwise="organisation")
    rows = Organisation.with_drafts.filter(slug__startswith=base)
    taken = set(rows.values_list("slug", flat=True))
    number = 2
    slug = base
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
