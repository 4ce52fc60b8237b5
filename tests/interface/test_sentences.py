"""A name that runs from right to left stays where it is in its sentence, on every page."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template, engines
from django.utils.html import format_html

from clusters.models import Organisation

HEBREW, ARABIC = "אשכול המים", "تجمع المياه"
LOAD = "{% load i18n %}"


def said(template: str, **values: object) -> str:
    return str(Template(LOAD + template).render(Context(values)))


ASKS = "{{ name }} asks you{% endblocktranslate %}"
WAYS = {
    "from the page": "{% blocktranslate %}" + ASKS,
    "with": "{% blocktranslate trimmed with name=at.name %} " + ASKS,
    "as": "{% blocktranslate with name=at.name asvar words %}" + ASKS + "{{ words }}",
    "as from the page": "{% blocktranslate asvar words %}" + ASKS + "{{ words }}",
    "short": "{% blocktrans %}{{ name }} asks you{% endblocktrans %}",
    "counted": "{% blocktranslate count n=2 %}{{ n }}{% plural %}" + ASKS,
}


@pytest.mark.parametrize("name", [HEBREW, ARABIC])
@pytest.mark.parametrize("template", WAYS.values(), ids=WAYS)
def test_it_is_kept_to_itself_however_it_comes_into_the_sentence(template: str, name: str) -> None:
    assert said(template, name=name, at={"name": name}) == f"\u2068{name}\u2069 asks you"


def test_so_is_a_record_that_is_named_by_what_it_is() -> None:
    cluster = Organisation(name=HEBREW)
    assert said("{% blocktranslate %}{{ c }}: 3{% endblocktranslate %}", c=cluster) == (
        f"\u2068{HEBREW}\u2069: 3"
    )


def test_signs_of_markup_are_escaped_and_markup_stays() -> None:
    template = "{% blocktranslate %}{{ name }}{% endblocktranslate %}"
    assert said(template, name=f"<b>{HEBREW}") == f"\u2068&lt;b&gt;{HEBREW}\u2069"
    marked = format_html("<i>{}</i>", HEBREW)
    assert said(template, name=marked) == f"\u2068<i>{HEBREW}</i>\u2069"


@pytest.mark.parametrize("name", ["Water", "Clúster d'Água", 3, None, "<b>"])
def test_what_runs_from_left_to_right_is_as_it_was(name: object) -> None:
    plain = "{{ name }} asks"
    assert said("{% blocktranslate %}{{ name }} asks{% endblocktranslate %}", name=name) == (
        said(plain, name=name)
    )


def test_the_name_itself_is_not_changed_outside_the_sentence() -> None:
    template = "{% blocktranslate %}{{ name }}{% endblocktranslate %}|{{ name }}"
    assert said(template, name=HEBREW) == f"\u2068{HEBREW}\u2069|{HEBREW}"


ROOMS = ("accounts", "catalogue", "clusters", "events", "matchmaking", "meet", "organise")
CALLED = {"called", "cluster", "delegate", "organisation", "user"}


def values(path: Path) -> Iterator[ast.expr]:
    """What is put into sentences by their placeholders' names."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.BinOp(op=ast.Mod(), right=ast.Dict(values=put)):
                yield from put


def test_python_keeps_what_a_record_is_called_to_itself_too() -> None:
    found = {
        f"{path.relative_to(settings.BASE_DIR)}: {ast.unparse(value)}"
        for room in ROOMS
        for path in (settings.BASE_DIR / room).rglob("*.py")
        for value in values(path)
        if isinstance(value, ast.Attribute) and value.attr in CALLED
    }
    assert found == set()


def test_no_other_two_libraries_have_one_name() -> None:
    found = [str(warning.msg) for engine in engines.all() for warning in engine.check()]
    assert [words.partition(" is used")[0] for words in found] == ["'i18n'"]
