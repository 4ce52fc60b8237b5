"""What holds for the views of every face: they fetch nothing, `loading.py` and questions do."""

import ast
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
