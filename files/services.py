"""A file is kept, and goes when its time is over."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import transaction
from django.db.models import QuerySet

from files.kinds import Kind, kind_of, name_with_ending
from files.models import PART_BYTES, FilePart, StoredFile
from files.pictures import FORMATS, drawn_anew

MOST_BYTES = 10_000_000
# What is uploaded to be read once, and what is made to be taken along.
KEPT = timedelta(days=7)


class FileTooLarge(Exception):
    """More than `MOST_BYTES`."""


class EmptyFile(Exception):
    """Nothing is in it."""


class Upload(Protocol):
    """A file as a form brings it."""

    name: str | None
    size: int | None

    def read(self, size: int = -1, /) -> bytes: ...


def keep_upload(
    *,
    owner: Any,
    upload: Upload,
    purpose: StoredFile.Purpose,
    among: Iterable[Kind],
    now: datetime,
    about: str = "",
    readers: StoredFile.Readers = StoredFile.Readers.OWNER,
    delete_after: datetime | None = None,
    widest: int | None = None,
) -> StoredFile:
    """Keep what somebody uploaded; a picture is drawn anew, at most `widest` pixels each way.

    Raises `FileTooLarge`, `EmptyFile`, `UnknownKind`, `BrokenPicture`, `TooManyPixels`.
    """
    if (upload.size or 0) > MOST_BYTES:
        raise FileTooLarge
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise FileTooLarge
    if not content:
        raise EmptyFile
    kind = kind_of(content, among)
    if kind in FORMATS:
        content = drawn_anew(content, kind, widest)
    return keep(
        owner=owner,
        name=name_with_ending(upload.name or "", kind),
        kind=kind,
        content=content,
        purpose=purpose,
        about=about,
        readers=readers,
        now=now,
        delete_after=delete_after,
    )


@transaction.atomic
def keep(
    *,
    owner: Any,
    name: str,
    kind: Kind,
    content: bytes,
    purpose: StoredFile.Purpose,
    now: datetime,
    about: str = "",
    readers: StoredFile.Readers = StoredFile.Readers.OWNER,
    delete_after: datetime | None = None,
) -> StoredFile:
    """Keep a file that the site made or has looked at."""
    file = StoredFile.objects.create(
        owner=owner,
        about=about,
        purpose=purpose,
        readers=readers,
        kind=kind,
        name=name,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_at=now,
        delete_after=delete_after,
    )
    for position, start in enumerate(range(0, len(content), PART_BYTES)):
        part = content[start : start + PART_BYTES]
        FilePart.objects.create(file=file, position=position, data=part)
    return file


def drop(file: StoredFile) -> None:
    """Delete one that nothing refers to any more."""
    _drop(StoredFile.objects.filter(pk=file.pk))


def drop_due(*, now: datetime) -> int:
    """Delete the files whose time is over; how many."""
    return _drop(StoredFile.objects.filter(delete_after__lte=now))


def drop_about(*, keys: Iterable[str], purposes: Iterable[StoredFile.Purpose]) -> int:
    """Delete the files of these purposes about these things, whoever owns them; how many."""
    return _drop(StoredFile.objects.filter(about__in=set(keys), purpose__in=set(purposes)))


def _drop(files: QuerySet[StoredFile]) -> int:
    return drop_files(files.values_list("pk", flat=True))


def drop_files(files: Iterable[int]) -> int:
    """Delete these files (ids); how many."""
    keys = list(files)
    with transaction.atomic():
        FilePart.objects.filter(file__in=keys).delete()
        StoredFile.objects.filter(pk__in=keys).delete()
    return len(keys)
