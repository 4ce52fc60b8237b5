"""What an organiser downloads is what the scheduler wrote: anybody can check it."""

import hashlib
import json
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from events.models import Edition
from matchmaking.models import ScheduleRun
from matchmaking.runs.execution import carry_out
from matchmaking.services.runs import request_run
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import meeting_between, tables, window_with_slots

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def edition() -> Edition:
    edition: Edition = EditionFactory()
    window_with_slots(edition, slots=2)
    tables(edition, 1)
    a, b, c = (RegistrationFactory(edition=edition) for _ in range(3))
    for one, other in ((a, b), (b, c), (a, c)):
        meeting_between(one, other)
    return edition


def test_downloaded_files_pass_the_check_of_the_command_line(
    edition: Edition, client: Client, tmp_path: Path
) -> None:
    organiser = MembershipFactory(organisation=edition.owner).user
    client.force_login(organiser)
    run = request_run(edition=edition, user=organiser, limit_seconds=5, key=uuid.uuid4(), now=NOW)
    carry_out(run.pk, owner="worker")
    for what in ("problem", "solution"):
        address = reverse(f"organise-run-{what}", args=[edition.slug, run.number])
        (tmp_path / what).write_bytes(client.get(address).content)
    problem, solution = tmp_path / "problem", tmp_path / "solution"
    sha256 = hashlib.sha256(problem.read_bytes()).hexdigest()
    assert json.loads(solution.read_text())["problem_sha256"] == sha256
    assert ScheduleRun.objects.get().problem_sha256 == sha256
    done = subprocess.run(
        [sys.executable, "-m", "scheduling", "check", problem, solution],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
