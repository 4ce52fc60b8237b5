"""What things are called in addresses: Latin letters, digits and hyphens, whatever the script."""

from slugify import slugify


def address_of(name: str, *, longest: int, otherwise: str) -> str:
    """The name for an address, in Latin letters; `otherwise` where nothing of it can be read.

    "Συνάντηση στην Αθήνα" gives `sunantese-sten-athena`.
    """
    return slugify(name, max_length=longest, word_boundary=True) or otherwise
