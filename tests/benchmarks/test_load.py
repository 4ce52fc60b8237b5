"""What the load must hold to is judged: each promise can fail by itself."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from benchmarks.load.judging import ASKED, OF_WORKERS, REFUSED, SIGNED_IN, Load, faults
from benchmarks.load.scene import people
from events.models import Edition
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.support import databases
from tests.support.waiting import until
from tools.devservers.local import CHECKOUT

WELL = Load(
    well={"/": 500, ASKED: 40, REFUSED: 9, SIGNED_IN: 60},
    failed={"/": 0, SIGNED_IN: 0},
    newcomers=60,
    before=200,
    after=220,
    violations=0,
)


def test_a_load_that_holds_has_no_fault() -> None:
    assert list(faults(WELL)) == []


@pytest.mark.parametrize(
    "ill",
    [
        replace(WELL, failed={"/": 1, SIGNED_IN: 0}),
        replace(WELL, failed={"/": 0, SIGNED_IN: 1}),
        replace(WELL, well={**WELL.well, SIGNED_IN: 59}),
        replace(WELL, well={"/": 500, REFUSED: 49, SIGNED_IN: 60}),
        replace(WELL, after=221),
        replace(WELL, violations=1),
    ],
    ids=["page", "sign-in refused", "sign-in not answered", "no write", "memory", "rules"],
)
def test_each_promise_can_be_broken_by_itself(ill: Load) -> None:
    assert len(list(faults(ill))) == 1


def test_what_no_worker_does_here_is_a_rule_by_its_name() -> None:
    rules = (CHECKOUT / "matchmaking/invariants.sql").read_text()
    assert [rule for rule in OF_WORKERS if f"SELECT '{rule}'" not in rules] == []


@pytest.mark.django_db
def test_whoever_asks_may_ask_every_other_cluster_and_is_let_in_or_told() -> None:
    edition: Edition = EditionFactory(state="requests_open")
    seats = RegistrationFactory.create_batch(4, edition=edition, state="approved")
    # As the file that locust reads says it.
    told = json.loads(json.dumps(people(edition, members=8, newcomers=2)))
    assert told["answers"][SIGNED_IN] == told["answers"][ASKED] == [302]
    assert not set(told["answers"][REFUSED]) & {200, 302, 429}
    asked = [[resolve(path).kwargs for path in member["partners"]] for member in told["members"]]
    asking = Client(headers={"cookie": f"sessionid={told['members'][0]['session']}"})
    for answer in (ASKED, REFUSED):
        form = {**told["wish"], "idempotency_key": str(uuid4())}
        given = asking.post(told["members"][0]["partners"][0], form)
        assert given.status_code in told["answers"][answer]
    slugs = {seat.cluster.slug for seat in seats}
    assert [{way["partner"] for way in ways} for ways in asked] == [
        slugs - {ways[0]["cluster"]} for ways in asked
    ]


WAITING = """
import signal, sys
from pathlib import Path
from benchmarks.load.__main__ import _site
with _site(Path(sys.argv[1])) as (_, web):
    print(web, flush=True)
    signal.pause()
"""


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_a_site_whose_load_is_killed_ends_with_it(tmp_path: Path) -> None:
    here = {"DATABASE_URL": databases.address(), "SECRET_KEY": settings.SECRET_KEY}
    given = {"DJANGO_SETTINGS_MODULE": "clustermeet.settings", "HASHED_STATIC": "0"}
    with subprocess.Popen(
        [sys.executable, "-c", WAITING, str(tmp_path)],
        cwd=CHECKOUT,
        env=os.environ | here | given,
        stdout=subprocess.PIPE,
        text=True,
    ) as load:
        assert load.stdout
        web = Path("/proc") / load.stdout.readline().strip()
        assert "gunicorn" in (web / "cmdline").read_text()
        load.kill()
    until(lambda: not is_running(web), "the web process to end")


def is_running(process: Path) -> bool:
    """Whether it runs: nobody here waits for an orphan's end, which may stay a zombie."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
