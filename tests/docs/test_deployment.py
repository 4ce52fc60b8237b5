"""What production is made of: the site and its demonstration, without what developers need."""

import re

from django.conf import settings

from tools.devservers.local import CHECKOUT
from tools.figures.imports import arrows

IGNORED = set((CHECKOUT / ".dockerignore").read_text().split())
DEVELOPERS = {"tools", "tests", "benchmarks"}
SITE = {app for app in settings.INSTALLED_APPS if (CHECKOUT / app).is_dir()} | {"scheduling"}


def test_the_image_holds_the_site_with_its_demonstration_and_no_tools() -> None:
    assert "demo" in SITE
    assert SITE.isdisjoint(IGNORED)
    assert DEVELOPERS <= IGNORED


def test_the_image_compiles_every_app() -> None:
    dockerfile = (CHECKOUT / "Dockerfile").read_text()
    compiled = re.search(r"compileall -q (.+)$", dockerfile, re.MULTILINE)
    assert compiled
    assert set(compiled.group(1).split()) == SITE


def test_no_app_needs_what_the_image_lacks() -> None:
    needed = {imported for importer, imported in arrows(CHECKOUT) if importer in SITE}
    assert needed <= SITE


def test_every_variable_that_is_explained_exists() -> None:
    """Those of the table; what each is by default stands in `.env.example`."""
    page = (CHECKOUT / "docs/deployment.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE))
    rows = "\n".join(re.findall(r"^\| (`[A-Z].*?) \|", page, re.MULTILINE))
    assert set(re.findall(r"`([A-Z_]+)", rows)) <= listed
