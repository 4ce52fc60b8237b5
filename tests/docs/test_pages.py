"""What every document names is there: files behind links, commands, paths, commits."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, code, links, named
from tools.devservers.local import CHECKOUT

TARGETS = set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(), re.MULTILINE))
MAKE = re.compile(r"^(?:[A-Z_]+=\S+ )*make ([a-z-]+)")
# A file of ours, from the root; `<app>`, `*` and `…` stand for many.
A_PATH = re.compile(
    r"^[\w.-]+(?:/[\w.@-]+)*/(?:[\w.-]+\.(?:py|md|toml|yml|yaml|sql|txt|html|css))?$"
)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_to_a_file(page: Path) -> None:
    targets = [link.partition("#")[0] for link in links(page) if "://" not in link]
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_of_make_is_one(page: Path) -> None:
    said = [found.group(1) for text in code(page) if (found := MAKE.match(text))]
    assert set(said) <= TARGETS


# What whoever runs the site makes on the server, as the page says.
OF_A_SERVER = "secrets/"


@pytest.mark.parametrize("name", ["architecture", "testing", "recipes", "deployment"])
def test_every_path_is_there(name: str) -> None:
    page = CHECKOUT / "docs" / f"{name}.md"
    paths = [text for text in code(page) if A_PATH.match(text) and not text.startswith("/")]
    here = [path for path in paths if not path.startswith(OF_A_SERVER)]
    missing = [path for path in here if not (CHECKOUT / path).exists()]
    assert missing == []


def test_every_commit_of_the_recipes_is_in_the_history() -> None:
    def git(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=False
        )

    if git("rev-parse", "--is-shallow-repository").stdout.strip() != "false":
        pytest.skip("the history is not here")
    text = (CHECKOUT / "docs/recipes.md").read_text(encoding="utf-8")
    cited = re.findall(r"`([0-9a-f]{7})` ([^;:.\n]+)", text)
    assert cited
    for commit, subject in cited:
        assert git("log", "-1", "--format=%s", commit).stdout.strip() == subject
