"""What holds for the views of every face: they fetch nothing, `loading.py` and questions do. What
lies under the faces knows none of their pages.
"""

import ast
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
FACES = ("catalogue", "meet", "organise")
VIEWS = sorted(path for face in FACES for path in (ROOT / face / "views").rglob("*.py"))
# Where a permission would be decided outside `loading.py`.
FETCHING = {"get_object_or_404", "get_list_or_404", "Http404"}
QUERYING = {
    "objects",
    "_default_manager",
    "select_related",
    "prefetch_related",
    "filter",
    "exclude",
}


def fetches(source: str) -> set[str]:
    """The names in a module by which it would fetch an object itself."""
    nodes = list(ast.walk(ast.parse(source)))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return (names & FETCHING) | (attributes & QUERYING)


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_view_fetches_through_loading_alone(path: Path) -> None:
    assert fetches(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    "line",
    ["row = get_object_or_404(Edition, slug=slug)", "raise Http404", "Edition.objects.all()"],
)
def test_a_fetch_is_seen(line: str) -> None:
    assert fetches(line)


DOMAIN = ("matchmaking", "archive", "events", "clusters")
ROOMS = ("queries", "services", "rules")
INSIDE = sorted(
    path
    for app, room in product(DOMAIN, ROOMS)
    for path in (*(ROOT / app).glob(f"{room}.py"), *(ROOT / app / room).rglob("*.py"))
)


def pages() -> set[str]:
    """The names of the workspaces' addresses; those of public pages are called as mails are."""
    found = (import_module(f"{face}.urls").urlpatterns for face in FACES)
    names = {pattern.name for patterns in found for pattern in patterns if pattern.name}
    return {name for name in names if name.startswith(("organise-", "meet-", "my-"))}


def pages_in(source: str) -> set[str]:
    """The names of pages that stand in a module."""
    nodes = ast.walk(ast.parse(source))
    return pages() & {str(node.value) for node in nodes if isinstance(node, ast.Constant)}


@pytest.mark.parametrize("path", INSIDE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_question_act_or_rule_of_the_domain_knows_a_page(path: Path) -> None:
    assert pages_in(path.read_text(encoding="utf-8")) == set()


def test_the_name_of_a_page_is_seen() -> None:
    assert pages_in('Task("words", "organise-programme")') == {"organise-programme"}
