"""The colours of static/css/tokens.css, measured by WCAG 2.2 in both themes."""

import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
DECLARATION = re.compile(
    r"(--[\w-]+): (?:light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)|(#[0-9a-f]{6}));"
)
COLOURS = {
    name: (light or both, dark or both) for name, light, dark, both in DECLARATION.findall(TOKENS)
}

TEXT_PAIRS = [
    *((text, ground) for text in ("text", "muted") for ground in ("bg", "surface", "surface-2")),
    *(("primary", ground) for ground in ("bg", "surface", "surface-2", "primary-tint")),
    ("primary-hover", "surface"),
    ("on-primary", "primary"),
    ("on-primary", "primary-hover"),
    ("text", "neutral-tint"),
    ("text", "primary-tint"),
    ("text", "b-tint"),
    *((tone, "surface") for tone in ("a", "b", "ok", "warn", "bad")),
    *((tone, "bg") for tone in ("a", "b", "bad")),
    *((tone, f"{tone}-tint") for tone in ("a", "b", "ok", "warn", "bad")),
    ("surface", "a"),
    ("surface", "b"),
    ("surface", "text"),
    ("hero-text", "hero"),
    ("hero-muted", "hero"),
    ("hero-link", "hero"),
]
SHAPE_PAIRS = [
    *(("line-strong", ground) for ground in ("bg", "surface", "surface-2")),
    *(("focus", ground) for ground in ("bg", "surface", "surface-2")),
    *((tone, "surface") for tone in ("a", "b", "primary", "ok", "warn", "bad")),
    ("hero-a", "hero-land"),
    ("hero-b", "hero-land"),
]


def luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def pair_contrast(front: str, ground: str, theme: int) -> float:
    return contrast(COLOURS[f"--{front}"][theme], COLOURS[f"--{ground}"][theme])


def test_contrast_is_measured_as_wcag_says() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT_PAIRS)
def test_text_can_be_read(front: str, ground: str, theme: int) -> None:
    assert pair_contrast(front, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), SHAPE_PAIRS)
def test_shapes_and_outlines_can_be_seen(front: str, ground: str, theme: int) -> None:
    assert pair_contrast(front, ground, theme) >= 3


@pytest.mark.parametrize("tone", ["a", "b", "ok", "warn", "bad", "primary"])
def test_every_tone_has_a_tint(tone: str) -> None:
    assert f"--{tone}-tint" in COLOURS
