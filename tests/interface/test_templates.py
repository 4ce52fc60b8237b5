"""What holds for every template and static file of the site."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from interface.states import LOOKS

ROOT: Path = settings.BASE_DIR
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TEXTS = {path: path.read_text(encoding="utf-8") for path in TEMPLATES}
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
SPRITE = (ROOT / "static" / "icons" / "icons.svg").read_text(encoding="utf-8")
ICONS = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))

LONGEST_LINE = 120

INLINE = re.compile(
    r"""<[a-z][^>]*\s(?:style|on[a-z]+)\s*=|<style|<script(?![^>]*\ssrc=)|javascript:""",
    re.IGNORECASE,
)
# What Django writes: a comparison within is no attribute.
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}")
POST_FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.IGNORECASE | re.DOTALL)
LOOSE_CELL = re.compile(r'data-label="[^"]*">{% (?:moment|state_tag) [^%]*%}(?!</td>)')
ICON = re.compile(r"""{% icon ["']([\w-]+)["']""")
PART = re.compile(r"""{% (?:extends|include) ["']([\w-]+)/""")
CUSTOM_PROPERTY = re.compile(r"var\((--[\w-]+)")


def has_inline(text: str) -> bool:
    return bool(INLINE.search(TAG.sub(" ", text)))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_nothing_is_inline() -> None:
    """The content security policy allows neither inline styles nor inline scripts."""
    assert [named(path) for path, text in TEXTS.items() if has_inline(text)] == []


@pytest.mark.parametrize(
    ("text", "is_inline"),
    [
        ('<p {% if one == two %}class="x"{% endif %}>', False),
        ('<p class="{{ one }}">', False),
        ('<script src="{% static "js/x.js" %}"></script>', False),
        ("<p {% if one == two %}onclick='x()'{% endif %}>", True),
        ('<p style="width: {{ part }}%">', True),
        ("<p\nonclick = x>", True),
        ("<script>{{ words }}</script>", True),
    ],
)
def test_inline_is_told_from_a_comparison(text: str, *, is_inline: bool) -> None:
    assert has_inline(text) == is_inline


# One room: allauth looks for its pages in folders with names of its own.
ENTRANCE = {"account", "accounts", "mfa"}


def test_named_icons_exist() -> None:
    used = {(named(path), icon) for path, text in TEXTS.items() for icon in ICON.findall(text)}
    assert [(path, icon) for path, icon in sorted(used) if icon not in ICONS] == []


def test_every_post_form_carries_its_token() -> None:
    forms = [
        (named(path), form) for path, text in TEXTS.items() for form in POST_FORM.findall(text)
    ]
    assert len(forms) > 100
    assert [
        (path, form)
        for path, form in forms
        if "{% csrf_token %}" not in form and "{% include" not in form
    ] == []


def test_a_cell_that_becomes_a_row_holds_one_piece() -> None:
    """On a narrow screen the label stands beside it; a second piece would fall below the label."""
    assert [named(path) for path, text in TEXTS.items() if LOOSE_CELL.search(text)] == []


def test_a_template_is_made_of_its_own_room_and_the_interface() -> None:
    """A page extends and includes what every page is made with, and else only what is its own."""
    foreign = set()
    for path, text in TEXTS.items():
        room = path.relative_to(ROOT / "templates").parts[0]
        own = (ENTRANCE if room in ENTRANCE else {room}) | {"interface"}
        foreign |= {(named(path), other) for other in PART.findall(text) if other not in own}
    assert foreign == set()


def test_icons_of_states_exist() -> None:
    assert {look.icon for look in LOOKS.values()} <= ICONS


@pytest.mark.parametrize("style", STYLES, ids=named)
def test_styles_stay_in_their_layers(style: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", style.read_text(encoding="utf-8"), flags=re.DOTALL)
    depth, outside = 0, ""
    for letter in text:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        outside += letter if depth == 0 else ""
    rules = {" ".join(rule.split()) for rule in re.split("[};]", outside) if rule.strip()}
    allowed = (
        "@import",
        "@layer",
        "@font-face",
        "@page",
        "@media (prefers-reduced-motion: reduce)",
    )
    assert all(rule.startswith(allowed) for rule in rules)


def test_every_custom_property_is_declared() -> None:
    text = "\n".join(style.read_text(encoding="utf-8") for style in STYLES)
    declared = set(re.findall(r"(--[\w-]+):", text))
    assert set(CUSTOM_PROPERTY.findall(text)) <= declared


def test_lines_stay_short() -> None:
    long = [
        (named(path), number)
        for path in [*STYLES, *TEMPLATES]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert long == []


@pytest.mark.parametrize(
    ("template", "figures", "said"),
    [
        ("interface/stat.html", {"figure": 4051}, "4,051"),
        ("organise/cluster_count.html", {"total": 1200}, "1,200 clusters"),
        ("organise/import_faults.html", {"more": 1200}, "1,200 more"),
        ("organise/proof_since.html", {"since": 1200}, "1,200 changes"),
    ],
)
def test_a_part_says_its_figure_as_the_language_writes_it(
    template: str, figures: dict[str, int], said: str
) -> None:
    """What the largest event shows is looked at in `tests/bounds`; these may be as large."""
    assert said in render_to_string(template, figures)
