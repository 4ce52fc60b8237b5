"""The page on architecture names every app on its floor and every address with its app."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import chain

import pytest
from django.urls import URLPattern

from tools.devservers.local import CHECKOUT
from tools.figures.imports import floors

TEXT = (CHECKOUT / "docs/architecture.md").read_text(encoding="utf-8")
PLACEHOLDER = re.compile(r"<[^>]+>")


def section(title: str) -> str:
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def owners() -> Iterator[tuple[str, str]]:
    """Each address of the table, and the app that owns it; `…` stands for whatever follows."""
    for row in section("Which face owns which addresses").splitlines():
        if owner := re.match(r"^\| (.+) \| `(\w+)/` \|$", row):
            for address in re.findall(r"`(/[^`]*)`", owner.group(1)):
                yield PLACEHOLDER.sub("<>", address), owner.group(2)


OWNERS = dict(owners())
APPS = re.findall(r"^\| [a-z]* ?\| `(\w+)/` \|", section("The floors"), re.MULTILINE)


def owner_of(address: str) -> str:
    """By the most exact of the addresses that fit."""
    fitting = [
        known
        for known in OWNERS
        if address == known or (known.endswith("…") and address.startswith(known[:-1]))
    ]
    return OWNERS[max(fitting, key=len)] if fitting else "nobody"


@pytest.mark.parametrize("app", APPS)
def test_every_room_says_what_it_is_for_owns_and_must_not_know(app: str) -> None:
    """A first sentence, then a paragraph of its own."""
    said = ast.get_docstring(ast.parse((CHECKOUT / app / "__init__.py").read_text())) or ""
    first, _, rest = said.partition("\n\n")
    assert first.endswith(".")
    assert " owns " in rest
    assert re.search(r"must\s+(not\s+know|know\s+no)", rest)


def test_every_app_stands_on_the_floor_of_the_contract() -> None:
    house = floors(CHECKOUT / "pyproject.toml")
    assert set(APPS) == {*chain(*house.floors), *house.beside}
    stacked = [app for app in APPS if house.height(app) is not None]
    below_the_roof = [app for app in stacked if app not in ("clustermeet", "demo")]
    assert below_the_roof == [app for floor in house.floors[2:] for app in floor]


WIRING = "clustermeet"
WITH_ADDRESSES = sorted({path.parent.name for path in CHECKOUT.glob("*/urls*")} - {WIRING})


def test_every_app_with_addresses_is_asked_for_them() -> None:
    assert {"notifications", "organise"} <= set(WITH_ADDRESSES)


@pytest.mark.parametrize("app", WITH_ADDRESSES)
def test_every_address_has_the_owner_that_is_told(app: str) -> None:
    patterns: list[URLPattern] = import_module(f"{app}.urls").urlpatterns
    addresses = [PLACEHOLDER.sub("<>", f"/{pattern.pattern}") for pattern in patterns]
    assert {address: owner_of(address) for address in addresses} == dict.fromkeys(addresses, app)
