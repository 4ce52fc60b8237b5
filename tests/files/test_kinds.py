"""What a file is, its content says; what is kept of a picture is what is seen."""

from io import BytesIO

import pytest
from PIL import Image

from files.kinds import Kind, UnknownKind, kind_of, name_with_ending
from files.pictures import BrokenPicture, TooManyPixels, drawn_anew
from tests.files.sheets import xlsx_of

ALL = tuple(Kind)


def picture(form: str, size: tuple[int, int] = (40, 20), **more: object) -> bytes:
    held = BytesIO()
    Image.new("RGB", size, "navy").save(held, form, **more)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", Kind.PDF),
        (picture("PNG"), Kind.PNG),
        (picture("JPEG"), Kind.JPEG),
        (xlsx_of([["a"]]), Kind.XLSX),
        (b"name;region\nAda;ES\n", Kind.CSV),
        ("név\tville\n".encode("utf-16"), Kind.CSV),
    ],
)
def test_the_content_says_what_a_file_is(content: bytes, kind: Kind) -> None:
    assert kind_of(content, ALL) == kind


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        '\ufeff  <?xml version="1.0"?><svg/>'.encode(),
        b"<!DOCTYPE html><p>hello",
        b"PK\x03\x04 and nothing behind",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        b"GIF89a\x01\x00\x01\x00",
        b"\x7fELF\x02\x01\x01\x00",
        b" \n ",
    ],
)
def test_other_content_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(UnknownKind):
        kind_of(content, ALL)


def test_a_kind_that_was_not_asked_for_is_refused() -> None:
    with pytest.raises(UnknownKind):
        kind_of(b"%PDF-1.7", [Kind.CSV, Kind.XLSX])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.png", "passwd.csv"),
        ("C:\\lists\\Gäste 2027.xlsx", "Gäste 2027.csv"),
        ("a\x00b\r\nSet-Cookie: x.csv", "abSet-Cookie: x.csv"),
        ("", "file.csv"),
        ("x" * 300, "x" * 140 + ".csv"),
    ],
)
def test_a_name_leads_nowhere_and_ends_as_its_kind(given: str, kept: str) -> None:
    assert name_with_ending(given, Kind.CSV) == kept


def test_a_picture_loses_where_and_by_whom_it_was_taken_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x013B] = 6, "canary-description", "canary-artist"
    exif.get_ifd(0x8825)[1] = "N"
    given = picture("JPEG", exif=exif.tobytes(), comment=b"canary-comment")
    assert b"canary" in given
    drawn = drawn_anew(given, Kind.JPEG)
    made = Image.open(BytesIO(drawn))
    assert b"canary" not in drawn
    assert b"Exif" not in drawn
    assert made.size == (20, 40)


def test_transparency_is_kept_and_what_is_behind_a_picture_is_not() -> None:
    held = BytesIO()
    Image.new("RGBA", (4, 4), (1, 2, 3, 0)).save(held, "PNG")
    drawn = drawn_anew(held.getvalue() + b"<script>hidden</script>", Kind.PNG)
    assert b"hidden" not in drawn
    assert Image.open(BytesIO(drawn)).getpixel((0, 0)) == (1, 2, 3, 0)


def test_what_only_begins_like_a_picture_is_broken() -> None:
    with pytest.raises(BrokenPicture):
        drawn_anew(picture("PNG")[:60], Kind.PNG)


def test_a_picture_that_unpacks_to_gigabytes_is_refused_unread() -> None:
    with pytest.raises(TooManyPixels):
        drawn_anew(picture("PNG", (20_000, 2_001)), Kind.PNG)
