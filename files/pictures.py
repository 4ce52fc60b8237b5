"""Pictures are drawn anew, so that nothing of the original is kept but what is seen."""

import warnings
from io import BytesIO

from files.models import StoredFile

Kind = StoredFile.Kind
FORMATS = {Kind.PNG: "PNG", Kind.JPEG: "JPEG"}
MOST_PIXELS = 40_000_000
QUALITY = 88


class BrokenPicture(Exception):
    """The picture cannot be read."""


class TooManyPixels(Exception):
    """The picture has more than `MOST_PIXELS`."""


def drawn_anew(content: bytes, kind: Kind, widest: int | None = None) -> bytes:
    """The picture as it is seen, upright, without EXIF, place, thumbnail, comment or profile.

    At most `widest` pixels wide and high, where that is given.

    Raises `BrokenPicture`, `TooManyPixels`.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - few processes ever see a picture

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(BytesIO(content), formats=(FORMATS[kind],))
            if picture.width * picture.height > MOST_PIXELS:
                raise TooManyPixels
            upright = ImageOps.exif_transpose(picture)
            seen = upright.convert(_mode(upright, kind))
            if widest:
                seen.thumbnail((widest, widest))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise BrokenPicture from error
    # A copy of the pixels alone: what else a picture carries is not in it.
    bare = Image.new(seen.mode, seen.size)
    bare.paste(seen)
    drawn = BytesIO()
    bare.save(drawn, FORMATS[kind], optimize=True, quality=QUALITY)
    return drawn.getvalue()


def _mode(picture: object, kind: Kind) -> str:
    """With transparency where there is some and the kind can have it."""
    bands: tuple[str, ...] = picture.getbands()  # type: ignore[attr-defined]
    info: dict[str, object] = picture.info  # type: ignore[attr-defined]
    has_clear = "A" in bands or "transparency" in info
    return "RGBA" if has_clear and kind == Kind.PNG else "RGB"
