"""Loading the demonstration: once, all or nothing."""

from datetime import datetime
from pathlib import Path
from typing import Any, cast

import yaml
from django.db import transaction

from accounts.models import User
from demo.delegates import give_account
from demo.event import EDITION_KEY, key, make_call, make_edition, register_all
from demo.people import ORGANISER, make_body, make_clusters, make_people
from demo.texts import translate_texts
from demo.wishes import make_absences, make_requests
from events.models import Edition
from matchmaking.models import ScheduleRun
from matchmaking.services.runs import request_run
from privacy.log.actors import acting_as

LIMIT_SECONDS = 20


@acting_as("command:load_demo")
@transaction.atomic
def load(*, now: datetime) -> ScheduleRun | None:
    """Make the event, its people and requests, and queue its first run; None if it is there.

    Needs the register's founding facts. The event begins on a Thursday six weeks after `now`.
    """
    if Edition.objects.filter(idempotency_key=EDITION_KEY).exists():
        return None
    plan = _plan()
    make_people()
    owner = make_body(plan["body"])
    clusters = make_clusters(plan)
    edition = make_edition(plan, owner=owner, now=now)
    register_all(edition, plan, clusters, now)
    give_account(edition, now)
    translate_texts(edition, plan["texts"], now)
    translate_texts(make_call(edition, plan["call"], now), plan["texts"], now)
    make_absences(edition)
    make_requests(edition, count=plan["requests"], now=now)
    return _first_run(edition, now)


def _plan() -> dict[str, Any]:
    text = Path(__file__).with_name("edition.yaml").read_text(encoding="utf-8")
    return cast("dict[str, Any]", yaml.safe_load(text))


def _first_run(edition: Edition, now: datetime) -> ScheduleRun:
    """A run that waits for the worker; requests stay open, so that the visitor can still ask."""
    return request_run(
        edition=edition,
        user=User.objects.get(email=ORGANISER),
        limit_seconds=LIMIT_SECONDS,
        key=key("run"),
        now=now,
    )
