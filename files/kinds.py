"""What a file is, told by its content: its name proves nothing."""

import zipfile
from collections.abc import Iterable
from io import BytesIO

from files.models import StoredFile
from files.sheets.text import NoText, decoded

Kind = StoredFile.Kind

MARKS = {
    b"%PDF-": Kind.PDF,
    b"\x89PNG\r\n\x1a\n": Kind.PNG,
    b"\xff\xd8\xff": Kind.JPEG,
}
ENDINGS = {
    Kind.PDF: ".pdf",
    Kind.PNG: ".png",
    Kind.JPEG: ".jpg",
    Kind.CSV: ".csv",
    Kind.XLSX: ".xlsx",
    Kind.ZIP: ".zip",
}
SPREADSHEET = "xl/workbook.xml"


class UnknownKind(Exception):
    """The content is of no kind that is taken here."""


def kind_of(content: bytes, among: Iterable[Kind]) -> Kind:
    """The kind of the content. Raises `UnknownKind`, also for a known kind that is not `among`."""
    found = _by_mark(content) or _as_spreadsheet(content) or _as_text(content)
    if found is None or found not in set(among):
        raise UnknownKind
    return found


def _by_mark(content: bytes) -> Kind | None:
    return next((kind for mark, kind in MARKS.items() if content.startswith(mark)), None)


def _as_spreadsheet(content: bytes) -> Kind | None:
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return Kind.XLSX if SPREADSHEET in archive.namelist() else None
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None


def _as_text(content: bytes) -> Kind | None:
    """Rows of text; SVG, HTML and XML begin like no list."""
    try:
        text = decoded(content)
    except NoText:
        return None
    return None if text.lstrip().startswith(("<", "{\\rtf")) or not text.strip() else Kind.CSV


def name_with_ending(name: str, kind: Kind) -> str:
    """The last part of a name as somebody's machine gave it, with the ending of its kind."""
    plain = "".join(sign for sign in name.replace("\\", "/").split("/")[-1] if sign.isprintable())
    stem = plain.rsplit(".", 1)[0].strip(". ") or "file"
    return f"{stem[:140]}{ENDINGS[kind]}"
