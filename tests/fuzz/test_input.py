"""Nothing that anybody sends breaks a page: refused in words, or read and cleaned.

The addresses, the names that they read and the forms are found by walking: a new one is tried
without being named. `make test` tries a share of all combinations, and of the addresses of Django's
admin, `make drills` every one.
"""

import inspect
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from allauth.core.context import request_context
from django.db import transaction
from django.forms import BaseForm
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from tests.doors.table import METHODS
from tests.fuzz.crawl import BROKEN, Crawl, Door, Making, forms_of_ours, sent
from tests.fuzz.hostile import REQUESTS, VALUES, Request, misnamed
from tests.support.keeping import kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plainly_rendered")]

# In the heading of the page that says why something was refused.
IN_WORDS = "This was not done"
# Who has no business there is sent on before what came along is read.
SENT_ON = {302, 403, 404, 405}
LONGEST_QUERY = 3500
# One of so many combinations is tried; together they come round to every address and every value.
SHARES = {"requests": 307, "values": 1009, "names": 53}
WHOLE = pytest.param(True, marks=pytest.mark.drill, id="every")
PART = pytest.param(False, id="share")


@pytest.fixture(scope="module", params=[PART, WHOLE])
def crawl(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Crawl]:
    with kept(django_db_blocker, lambda: Crawl(whole=request.param)) as crawl:
        yield crawl


def share_of(what: str, combinations: Iterator[Any], crawl: Crawl) -> list[Any]:
    tried = list(combinations)[:: 1 if crawl.whole else SHARES[what]]
    assert tried
    return tried


def asked(crawl: Crawl, door: Door, request: Request) -> Any:
    path = door.path if request.path == "{path}" else request.path.format(path=door.path)
    role = door.roles.get(request.method, door.roles["GET"])
    more = {"data": request.body, "content_type": request.content_type, **request.headers}
    return crawl.ask(role, request.method, path, request.query, **more)


def is_right(request: Request, answer: Any) -> bool:
    if not request.refused or (request.method == "POST" and answer.status_code in SENT_ON):
        return bool(answer.status_code < BROKEN)
    return answer.status_code == request.refused and IN_WORDS in answer.text


def changes(crawl: Crawl) -> Iterator[tuple[Door, str, list[str], str]]:
    """For each address: each name that it reads with each bad value, and all names with it.

    Fields of the admin's own forms are changed together alone: Django has tested them. How many
    lines there are stays, once, or else no line is read; so does what sends the whole form away.
    """
    for door, method in product(crawl.doors, METHODS):
        fields = crawl.fields(door, method)
        is_admin = door.name.startswith("admin:")
        own = set(crawl.filled.get(door.path, {})) if is_admin and method == "POST" else set()
        lines = {name for name in own if not name.endswith("_FORMS")}
        together = [sorted(own), sorted(lines)] if own else [list(fields)]
        alone = [[name] for name in sorted(set(fields) - own)]
        for names, value in product([*alone, *together], VALUES):
            yield door, method, names, value


def breaks(crawl: Crawl, door: Door, method: str, names: list[str], value: str) -> bool:
    """Whether the page answers by an error; what no address holds is not sent."""
    data = sent(crawl.fields(door, method) | dict.fromkeys(names, value))
    if method != "POST" and len(data.urlencode()) >= LONGEST_QUERY:
        return False
    return bool(crawl.send(door, method, data).status_code >= BROKEN)


def test_every_address_can_be_visited(crawl: Crawl) -> None:
    assert crawl.broken == []


def test_a_request_that_makes_no_sense_is_refused_in_words(crawl: Crawl) -> None:
    found = [
        f"{request.name}: {request.method} {door.name}: {answer.status_code}"
        for door, request in share_of("requests", product(crawl.doors, REQUESTS), crawl)
        if not is_right(request, answer := asked(crawl, door, request))
    ]
    assert found == []


def test_no_value_of_any_name_breaks_a_page(crawl: Crawl) -> None:
    found = [
        f"{method} {door.name}: {'all' if len(names) > 1 else names}={value[:30]!r}"
        for door, method, names, value in share_of("values", changes(crawl), crawl)
        if breaks(crawl, door, method, names, value)
    ]
    assert found == []


def test_no_name_in_an_address_breaks_a_page(crawl: Crawl) -> None:
    paths = (
        (door.roles[method], method, path)
        for door, method in product(crawl.doors, METHODS)
        for path in misnamed(door.path, door.named)
    )
    found = [
        f"{method} {path}"
        for role, method, path in share_of("names", paths, crawl)
        if crawl.ask(role, method, path).status_code >= BROKEN
    ]
    assert found == []


def made_with(form: type[BaseForm], making: Making, data: QueryDict) -> BaseForm:
    """The form as a page makes it, sent with other data."""
    takes = inspect.signature(form).parameters
    named = {**making.named, "data": data}
    positional = list(making.arguments)
    names = list(takes)
    if positional and (
        names[0] == "data" or takes[names[0]].kind is inspect.Parameter.VAR_POSITIONAL
    ):
        positional[0] = named.pop("data")
    return form(*positional, **named)


def without(words: str, filled: QueryDict) -> str:
    """A sentence that quotes what was typed, less that."""
    for name in filled:
        for typed in filter(None, filled.getlist(name)):
            words = words.replace(typed, "")
    return words


@pytest.mark.parametrize("form", forms_of_ours(), ids=lambda form: form.__qualname__)
def test_a_form_refuses_or_cleans_whatever_it_is_sent(crawl: Crawl, form: type[BaseForm]) -> None:
    makings = [
        (shown, made)
        for shown in crawl.forms
        if issubclass(shown, form)
        for made in crawl.forms[shown]
    ]
    assert makings, "no page shows this form"

    @settings(
        max_examples=20 if crawl.whole else 8,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(st.data())
    def tried(data: st.DataObject) -> None:
        shown, making = data.draw(st.sampled_from(makings))
        empty = made_with(shown, making, QueryDict())
        names = [empty.add_prefix(name) for name in empty.fields]
        values = st.lists(st.sampled_from(VALUES) | st.text(), min_size=1, max_size=2)
        filled = QueryDict(mutable=True)
        for name in names:
            filled.setlist(name, data.draw(values, label=name))
        # allauth looks for the request beside the form.
        with transaction.atomic(), request_context(RequestFactory().post("/")):
            bound = made_with(shown, making, filled)
            # What is refused is said in whole words, with nothing left to fill in.
            said = [str(words) for found in bound.errors.values() for words in found]
            assert [words for words in said if not words or "%(" in without(words, filled)] == []

    tried()
