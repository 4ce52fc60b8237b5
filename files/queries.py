"""Files and what is in them."""

from collections.abc import Iterator

from files.models import FilePart, StoredFile


def pieces(file: StoredFile) -> Iterator[bytes]:
    """The content, a part at a time: no more than one part is held."""
    positions = FilePart.objects.filter(file=file).order_by("position")
    for position in list(positions.values_list("position", flat=True)):
        part = FilePart.objects.filter(file=file, position=position).values_list("data", flat=True)
        yield bytes(part.get())


def content(file: StoredFile) -> bytes:
    """All of it, in one query; for files that are read whole."""
    parts = FilePart.objects.filter(file=file).order_by("position")
    return b"".join(map(bytes, parts.values_list("data", flat=True)))
