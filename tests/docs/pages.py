"""What the documents say that a test can look up: links, code, commands."""

import re
from pathlib import Path

from tools.devservers.local import CHECKOUT

FOLDERS = ("*.md", "docs/*.md", "docs/decisions/*.md", "[a-z]*/README.md")
PAGES = sorted(page for pattern in FOLDERS for page in CHECKOUT.glob(pattern))
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")


def named(page: Path) -> str:
    return str(page.relative_to(CHECKOUT))


def links(page: Path) -> list[str]:
    """Addresses of links and pictures; code that looks like one is none."""
    return LINK.findall(CODE.sub("", _sentences(page)))


def code(page: Path) -> list[str]:
    """Every piece of code within a sentence, and every command."""
    return [*CODE.findall(_sentences(page)), *commands(page)]


def commands(page: Path) -> list[str]:
    """The lines of blocks for a shell, without what a comment says of them."""
    blocks = FENCED.findall(page.read_text(encoding="utf-8"))
    lines = "\n".join(block for language, block in blocks if not language).splitlines()
    bare = [line.partition("#")[0].strip() for line in lines]
    return [line for line in bare if line]


def _sentences(page: Path) -> str:
    return FENCED.sub("", page.read_text(encoding="utf-8"))
