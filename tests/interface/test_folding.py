"""Names sort as people sort them, the same on every server and after a dump is restored."""

import ast
import os
import re
import subprocess
from itertools import chain
from pathlib import Path
from random import Random
from uuid import uuid4

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import GeneratedField
from psycopg import sql

from clusters.models import Organisation
from tests.factories.clusters import ClusterFactory
from tools.devservers import binaries

HOME = Path(settings.BASE_DIR)
# Where nobody reads a list.
NOT_SHOWN = ("tests/", "tools/", "benchmarks/", "scheduling/")
# A column or a word of a thing by which people know it.
NAME = re.compile(r"(^|_|-)(?<!sort_)(name|title|called|publisher)$")

IN_ORDER = """
2 Seas Cluster
5G Alliance
10 Cities Network
ACLIMA
Ærø Energi
aeronautics valley
Água Limpa
Aktív Egészség
alpine-tech
Alpine Tech 2
Alpine Tech 10
Ángel Clúster
Årjäng Trä
Ärzte-Cluster
Bio'cluster
Biocluster Ost
Çevre Kümesi
Col·lectiu Tèxtil
Đakovo Agro
Dębica Meble
É-Mobilité
Elektro 4.0
Énergie du Rhône
État & Industrie
Field of "Flowers"
Ğurme Foods
Hälsa Nord
Île-de-Science
İstanbul Tekstil
Iveco Friends
Jūras Klasteris
Køkken Klynge
Krka Wellness
L’Agro d'Oc
Łódzki Klaster
LogiCat
Maritime Cluster
MÜNCHEN Medizin
Ñandú Lana
Nanotech
Ó Briain Teo
Ödland Initiative
Œnologie de Bordeaux
Øresund Pharma
Ostsee Hafen
Pôle Mer
Řemesla
Sardegna Ricerche
S.A.R.L. du Vin
Škoda Dodavatelé
Straße der Technik
Strasse Z
Þingeyri Sea
Thüringen Optik
Ünye Fındık
Valencia (Agro)
Žemės Ūkis
Zürich Finance
Αθήνα Κλάστερ
Ωκεανός
Бизнес Варна
Ёлка Север
""".strip().splitlines()

pytestmark = pytest.mark.django_db


def value(function: str, words: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT public.{function}(%s)", [words])
        return str(cursor.fetchone()[0])


def test_sixty_names_stand_as_people_sort_them() -> None:
    shuffled = list(IN_ORDER)
    Random(7).shuffle(shuffled)
    for name in shuffled:
        ClusterFactory(name=name, short_name="")

    assert list(Organisation.objects.values_list("name", flat=True)) == IN_ORDER


def test_a_short_name_is_what_an_organisation_is_sorted_by() -> None:
    ClusterFactory(name="Zentrum für Aerodynamik", short_name="Aero")
    ClusterFactory(name="Mobility", short_name="")

    assert [body.called for body in Organisation.objects.all()] == ["Aero", "Mobility"]


@pytest.mark.parametrize(
    ("words", "folded"),
    [
        ("Straße", "strasse"),
        ("ÆRØ Þór Đorđe Łódź", "aero thor dorde lodz"),
        ("ısparta İzmir", "isparta izmir"),
        ("ΑΘΉΝΑ ὁδός", "αθηνα οδοσ"),
        ("Ёлка Йод", "елка иод"),
        ("L'Hospitalet, S.A. (R&D)", "lhospitalet sa r d"),
        ("Col·lectiu", "collectiu"),
        ("Elektro 4.0", "elektro 4 0"),
        ("A\u202eb\u00a0c\u00ad", "ab c"),
        ("", ""),
    ],
)
def test_case_accents_and_punctuation_are_dropped(words: str, folded: str) -> None:
    assert value("folded", words) == folded


def test_every_list_of_names_has_its_column_in_code_point_order() -> None:
    columns = [
        field
        for model in apps.get_models()
        for field in model._meta.fields
        if field.name == "sort_name"
    ]
    assert {field.model.__name__ for field in columns} == {
        *(
            "Award",
            "ClusterGroup",
            "Edition",
            "FundingProgramme",
            "Label",
            "Organisation",
            "Project",
        ),
        *("Region", "RegionPartnership", "Sector", "Series", "User"),
    }
    for field in columns:
        assert isinstance(field, GeneratedField)
        assert field.db_parameters(connection)["collation"] == "C"


def test_no_list_is_sorted_by_a_name_as_the_server_would() -> None:
    for model in apps.get_models():
        if model.__module__.startswith(("django", "allauth")):
            continue
        assert not [
            key
            for key in model._meta.ordering or ()
            if re.search(r"(^|_|-)name$", key)
            and not key.endswith("sort_name")
            and model.__name__ != "RegionName"
        ], model


def sorted_by_a_name(code: str) -> list[str]:
    """What in this code sorts rows or values by a name as it is written."""
    found: list[str] = []
    for call in ast.walk(ast.parse(code)):
        if not isinstance(call, ast.Call):
            continue
        act = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if act == "order_by":
            found += [str(one.value) for one in call.args if isinstance(one, ast.Constant)]
        if act in ("sorted", "sort"):
            keys = chain.from_iterable(ast.walk(one) for one in call.keywords if one.arg == "key")
            found += [one.attr for one in keys if isinstance(one, ast.Attribute)]
    return [key for key in found if NAME.search(key)]


def test_no_code_sorts_by_a_name_as_it_is_written() -> None:
    command = ["git", "ls-files", "*.py"]
    listed = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=True).stdout
    ours = [path for path in listed.split() if not path.startswith(NOT_SHOWN)]
    assert "catalogue/queries/sources.py" in ours
    found = {path: sorted_by_a_name((HOME / path).read_text(encoding="utf-8")) for path in ours}
    assert {path: keys for path, keys in found.items() if keys} == {}


def test_code_that_sorts_so_is_noticed() -> None:
    planted = """rows.order_by("-cluster__name", "sort_name", "pk")
sorted(bodies, key=lambda body: (body.kind, body.called))
bodies.sort(key=lambda body: body.sort_name)
"""
    assert sorted_by_a_name(planted) == ["-cluster__name", "called"]


def test_names_in_the_functions_are_qualified() -> None:
    """A dump is restored with an empty search path."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute("SELECT public.sorted_as('Łódź 2'), public.folded('Łódź 2')")
        assert cursor.fetchone() == ("lodz 00000002", "lodz 2")
        cursor.execute("SET LOCAL search_path TO DEFAULT")


@pytest.mark.processes
def test_a_restored_dump_sorts_as_before(django_db_setup: None) -> None:
    programs = binaries.postgres()
    if not (programs / "pg_dump").is_file():
        pytest.skip("this machine has no pg_dump")
    here = os.environ["DATABASE_URL"]
    of_tests = re.sub(r"/[^/]+$", f"/{connection.settings_dict['NAME']}", here)
    name = f"restored_{uuid4().hex[:12]}"
    with psycopg.connect(of_tests, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            address = re.sub(r"/[^/]+$", f"/{name}", here)
            _copy(programs, of_tests, address)
            with psycopg.connect(address) as restored:
                row = restored.execute(
                    "INSERT INTO public.clusters_sector (slug, name, position)"
                    " VALUES ('a', 'Ärzte 2', 99) RETURNING sort_name, known_as"
                ).fetchone()
            assert row == ("arzte 00000002", "|arzte 2|")
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _copy(programs: Path, source: str, target: str) -> None:
    """The schema, through a dump in the custom format."""
    dumped = subprocess.run(
        [programs / "pg_dump", "--schema-only", "--format=custom", source],
        check=True,
        capture_output=True,
    ).stdout
    subprocess.run(
        [programs / "pg_restore", "--exit-on-error", f"--dbname={target}"],
        input=dumped,
        check=True,
        capture_output=True,
    )
