"""The contracts on imports: each sees what it forbids, and none forgets a folder."""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tools.devservers.local import CHECKOUT

SETTINGS = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS: dict[str, dict[str, Any]] = {found["name"]: found for found in SETTINGS["contracts"]}

FLOORS = "Imports go down the floors"
LAYERS = "Layers inside an app"
INTERFACE = "Layers inside the ground that every page stands on"
DEMO = "Layers inside the demonstration"
SOLVER = "The solver knows numbers, not rows"
SOLVER_LAYERS = "Layers inside the solver"
MODEL = "Layers inside what the solver is asked and answers"
CHECK = "The independent check does without the solver's parts"
UNCHECKED = "The solver does not lean on its own check"
ONLY_MATCHMAKING = "Only matchmaking reaches the solver"
NO_CELERY = "Services, questions, rules and models never import Celery"
APART = "The fresh machine's servers are no part of the site"

# What is wrong: the contract that forbids it, the module that does it, and what it imports.
PLANTED = [
    (FLOORS, "accounts/rules.py", "clusters.models"),
    (FLOORS, "clusters/rules.py", "events.models"),
    (FLOORS, "events/rules/__init__.py", "archive.models"),
    (FLOORS, "archive/models/__init__.py", "matchmaking.models"),
    (FLOORS, "matchmaking/rules.py", "meet.loading"),
    (FLOORS, "interface/moments.py", "notifications.models"),
    (FLOORS, "notifications/models.py", "privacy.models"),
    (FLOORS, "privacy/people.py", "files.models"),
    (FLOORS, "privacy/models/__init__.py", "accounts.models"),
    (FLOORS, "catalogue/queries/__init__.py", "organise.queries"),
    (FLOORS, "meet/loading.py", "organise.loading"),
    (FLOORS, "organise/loading/__init__.py", "meet.loading"),
    (FLOORS, "events/rules/__init__.py", "demo.load"),
    (FLOORS, "events/rules/__init__.py", "clustermeet.celery"),
    (LAYERS, "events/queries/__init__.py", "events.services"),
    (LAYERS, "matchmaking/models/__init__.py", "matchmaking.rules"),
    (LAYERS, "matchmaking/services/__init__.py", "matchmaking.runs"),
    (LAYERS, "matchmaking/rules.py", "matchmaking.queries"),
    (LAYERS, "organise/loading/__init__.py", "organise.views"),
    (LAYERS, "organise/misc.py", "events.models"),
    (INTERFACE, "interface/moments.py", "interface.refusals"),
    (INTERFACE, "interface/misc.py", "interface.moments"),
    (DEMO, "demo/people.py", "demo.load"),
    (DEMO, "demo/misc.py", "demo.people"),
    (SOLVER, "scheduling/model/__init__.py", "django.db"),
    (SOLVER, "scheduling/model/__init__.py", "celery"),
    (SOLVER, "scheduling/model/__init__.py", "events.models"),
    (CHECK, "scheduling/check/__init__.py", "ortools"),
    (CHECK, "scheduling/check/__init__.py", "numba"),
    (SOLVER_LAYERS, "scheduling/check/__init__.py", "scheduling.pipeline"),
    (SOLVER_LAYERS, "scheduling/check/__init__.py", "scheduling.exact.constraints"),
    (SOLVER_LAYERS, "scheduling/misc.py", "scheduling.model"),
    (MODEL, "scheduling/model/problem.py", "scheduling.model.solution"),
    (UNCHECKED, "scheduling/pipeline.py", "scheduling.check"),
    (ONLY_MATCHMAKING, "organise/loading/__init__.py", "scheduling.model"),
    (ONLY_MATCHMAKING, "events/rules/__init__.py", "ortools"),
    (APART, "tools/devservers/__init__.py", "demo.load"),
    (APART, "tools/devservers/__init__.py", "scheduling.model"),
]
KEPT_FROM_CELERY = ("models", "queries", "rules", "services")
# Beside the floors, or wiring alone: a contract of their own says what they may import.
BESIDE = {"scheduling", "benchmarks", "tools"}
WIRING = {"clustermeet"}


def ours() -> set[str]:
    """The folders with Python of ours."""
    found = {path.parent.name for path in CHECKOUT.glob("*/__init__.py")}
    return found - {"tests"}


@dataclass(frozen=True)
class Tree:
    """A copy of the code, where contracts may be broken."""

    folder: Path

    def broken_with(self, module: str, imported: str) -> tuple[int, set[str]]:
        """The exit status and the contracts that are broken when the module imports that."""
        file = self.folder / module
        before = file.read_text() if file.exists() else None
        file.write_text(f"{before or ''}\nimport {imported}\n")
        try:
            return self.broken()
        finally:
            if before is None:
                file.unlink()
            else:
                file.write_text(before)

    def broken(self, cache: str = "cache") -> tuple[int, set[str]]:
        linter = Path(sys.executable).with_name("lint-imports")
        done = subprocess.run(
            [linter, "--no-logo", "--cache-dir", self.folder / cache],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        lines = done.stdout.splitlines()
        names = {line.removesuffix(" BROKEN") for line in lines if line.endswith(" BROKEN")}
        assert done.returncode == 0 or names, done.stdout + done.stderr
        return done.returncode, names


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    folder = tmp_path_factory.mktemp("tree")
    no_bytecode = shutil.ignore_patterns("__pycache__")
    for package in SETTINGS["root_packages"]:
        shutil.copytree(CHECKOUT / package, folder / package, ignore=no_bytecode)
    shutil.copy(CHECKOUT / "pyproject.toml", folder)
    yield Tree(folder)
    shutil.rmtree(folder)


def test_the_code_keeps_every_contract(tree: Tree) -> None:
    # What was planted and taken out again may still stand in the cache of the others.
    assert tree.broken(cache="untouched") == (0, set())


@pytest.mark.parametrize(("contract", "module", "imported"), PLANTED)
def test_what_a_contract_forbids_breaks_it(
    tree: Tree, contract: str, module: str, imported: str
) -> None:
    status, broken = tree.broken_with(module, imported)
    assert status == 1
    assert contract in broken


@pytest.mark.parametrize("layer", KEPT_FROM_CELERY)
def test_celery_stays_out_of_the_domain_of_every_app(tree: Tree, layer: str) -> None:
    """In all apps at once, and each of them is told."""
    modules = sorted(
        f"{app}.{layer}"
        for app in ours() - BESIDE
        if Path(tree.folder, app, f"{layer}.py").exists() or Path(tree.folder, app, layer).is_dir()
    )
    listed = CONTRACTS[NO_CELERY]["source_modules"]
    assert [module for module in modules if module not in listed] == []
    file = Path(modules[0].replace(".", "/"))
    planted = file / "__init__.py" if (tree.folder / file).is_dir() else file.with_suffix(".py")
    assert NO_CELERY in tree.broken_with(str(planted), "celery")[1]


def test_every_contract_is_broken_once() -> None:
    assert {contract for contract, _, _ in PLANTED} | {NO_CELERY} == set(CONTRACTS)


def test_every_folder_with_python_of_ours_is_looked_at() -> None:
    """import-linter itself does not miss an app that no contract names."""
    floors = {app.strip() for layer in CONTRACTS[FLOORS]["layers"] for app in layer.split("|")}
    containers = {app for found in CONTRACTS.values() for app in found.get("containers", ())}
    assert set(SETTINGS["root_packages"]) == ours()
    assert floors == ours() - BESIDE
    assert containers & (ours() - BESIDE) == ours() - BESIDE - WIRING


def test_a_new_app_may_not_reach_the_solver_either() -> None:
    """Its contract lists who may not: all but the one app that may, what is beside, and wiring."""
    kept_out = set(CONTRACTS[ONLY_MATCHMAKING]["source_modules"])
    assert kept_out == ours() - BESIDE - WIRING - {"matchmaking"}


def test_no_part_of_the_solver_is_left_out_of_its_contracts() -> None:
    """The solver's check stands apart; the command line and the words of both may name it."""
    parts = {
        f"scheduling.{path.stem}"
        for path in (CHECKOUT / "scheduling").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    apart = {"scheduling.__init__", "scheduling.__main__", "scheduling.check", "scheduling.model"}
    assert set(CONTRACTS[UNCHECKED]["source_modules"]) == parts - apart


def test_every_folder_with_python_is_a_package() -> None:
    """One without `__init__.py` would not be looked at."""
    tracked = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    ).stdout.split()
    folders = {name.split("/")[0] for name in tracked if "/" in name} - {"tests"}
    assert folders <= ours()


@pytest.mark.parametrize("name", [LAYERS, INTERFACE, DEMO])
def test_a_module_in_no_layer_is_not_overlooked(name: str) -> None:
    assert CONTRACTS[name]["exhaustive"]
