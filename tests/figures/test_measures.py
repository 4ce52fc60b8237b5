"""The figures of a tree: what counts, and what does not."""

import subprocess
from pathlib import Path

import pytest

from tools.figures.measures import Tree, measure
from tools.figures.tables import beside_each_other, by_app

FILES = {
    "shop/till.py": '"""What is paid."""\n\n\n@cache\ndef total():\n    a = 1\n\n    return a\n',
    "shop/migrations/0001_initial.py": "x = 1\n",
    "tests/shop/test_till.py": "def test_total():\n    assert total() == 1\n",
    "tests/test_street.py": "def test_street(): ...\n",
    "templates/till.html": f"<p>short</p>\n<p>{'long' * 10}</p>\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A checkout with one module, its test, a migration, a template and a file git has not."""
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    identity = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
    for arguments in (["init"], ["add", "."], [*identity, "commit", "-m", "Sell"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "shop/scratch.py").write_text("x = 1\n")
    return measure(tmp_path)


def test_empty_lines_migrations_and_what_git_does_not_keep_do_not_count(tree: Tree) -> None:
    (till,) = tree.code
    assert (till.app, till.lines, till.functions) == ("shop", 5, (3,))


def test_tests_are_counted_apart(tree: Tree) -> None:
    assert [module.lines for module in tree.tests] == [2, 1]


def test_names_with_and_without_a_docstring_are_told_apart(tree: Tree) -> None:
    (till,) = tree.code
    assert (till.documented, till.public) == (1, 2)


def test_the_longest_line_of_a_template_is_found(tree: Tree) -> None:
    assert (tree.longest_template_line, tree.longest_template) == (47, Path("templates/till.html"))


def test_the_tables_say_so(tree: Tree) -> None:
    assert "| tests to code | 0.60 |" in beside_each_other([tree])
    assert "| `shop/` | 5 | 1 | 3, 3, 3 | 5, 5, 5 | 2 |" in by_app(tree)
    assert "| tests of several |  |  |  |  | 1 |" in by_app(tree)
