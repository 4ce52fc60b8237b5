"""What belongs to an edition in tables of its own."""

from collections.abc import Collection
from dataclasses import dataclass

from clusters.models import Organisation, Region, Sector


@dataclass(frozen=True, slots=True)
class Relations:
    """Regions, sectors and co-organisers, as a form names them."""

    guest_regions: Collection[Region] = ()
    sectors: Collection[Sector] = ()
    co_organisers: Collection[Organisation] = ()
