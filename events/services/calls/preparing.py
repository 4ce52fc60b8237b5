"""Owners prepare the decision, which nobody else knows before it is published."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import F, Max

from accounts.models import User
from events.models import Application, Call, Verdict
from events.queries.calls import ranking, secret_from
from events.rules.calls import is_open_for_review
from events.services.calls.reserves import close_gaps, reserves_of
from events.services.calls.scene import CallTooLate, call_as_shown, touch
from interface.contention import retrying

Outcome = Verdict.Outcome


class PointsFirst(Exception):
    """The order of points would tell a reviewer of so many applications what others gave, before
    the own points.
    """

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count


@retrying
def propose(*, call: Call, reserves: int, by: User, version: int, now: datetime) -> int:
    """Prepare the decision by the points: as many as there are places, then so many reserves.

    What was prepared before is replaced; how many applications there are. Nobody is told. Raises
    `CallTooLate`, `CallChanged`, `PointsFirst`, `Busy`.
    """
    current = _to_decide(call, version, now)
    _ask_for_points(current, by)
    ranked = [row.pk for row in ranking(current)]
    Verdict.objects.filter(application__call=current).delete()
    last = current.places + reserves
    Verdict.objects.bulk_create(
        Verdict(application_id=pk, **_by_rank(number, current.places, last))
        for number, pk in enumerate(ranked)
    )
    touch(current)
    return len(ranked)


def _by_rank(number: int, places: int, last: int) -> dict[str, Any]:
    if number < places:
        return {"outcome": Outcome.SELECTED}
    if number < last:
        return {"outcome": Outcome.RESERVE, "place": number - places + 1}
    return {"outcome": Outcome.REJECTED}


@retrying
def prepare(
    *,
    call: Call,
    chosen: Collection[int],
    outcome: Verdict.Outcome,
    by: User,
    version: int,
    now: datetime,
) -> int:
    """Prepare what is decided on some applications (ids); how many these are. Nobody is told.

    New reserves come behind those that are there, in the order of their points. Raises
    `CallTooLate`, `CallChanged`, `PointsFirst`, `Busy`.
    """
    current = _to_decide(call, version, now)
    if outcome == Outcome.RESERVE and len(chosen) > 1:
        _ask_for_points(current, by, chosen)
    rows = [row.pk for row in ranking(current) if row.pk in set(chosen)]
    standing = Verdict.objects.filter(application__in=rows, outcome=outcome)
    kept = set(standing.values_list("application", flat=True))
    changed = [pk for pk in rows if pk not in kept]
    Verdict.objects.filter(application__in=changed).delete()
    last = reserves_of(current).aggregate(last=Max("place"))["last"] or 0
    is_reserve = outcome == Outcome.RESERVE
    Verdict.objects.bulk_create(
        Verdict(application_id=pk, outcome=outcome, place=last + number if is_reserve else None)
        for number, pk in enumerate(changed, start=1)
    )
    close_gaps(current)
    touch(current)
    return len(changed)


@retrying
def move_up(*, application: Application, version: int, now: datetime) -> None:
    """Let a reserve change places with the one before it; `version` is the call's.

    The first one stays. Raises `CallTooLate`, `CallChanged`, `Busy`.
    """
    current = _to_decide(application.call, version, now)
    rows = list(reserves_of(current))
    at = next((at for at, row in enumerate(rows) if row.application_id == application.pk), 0)
    if at == 0:
        return
    Verdict.objects.filter(pk=rows[at].pk).update(place=F("place") - 1)
    Verdict.objects.filter(pk=rows[at - 1].pk).update(place=F("place") + 1)
    touch(current)


def _ask_for_points(call: Call, by: User, among: Collection[int] | None = None) -> None:
    """Refuses to put in order what this person has yet to score; what was returned has no points
    that count.
    """
    waits = call.applications.filter(pk__in=secret_from(by, call).unscored)
    waits = waits.filter(state=Application.State.SUBMITTED)
    if among is not None:
        waits = waits.filter(pk__in=among)
    if count := waits.count():
        raise PointsFirst(count)


def _to_decide(call: Call, version: int, now: datetime) -> Call:
    current = call_as_shown(call.pk, version)
    if not is_open_for_review(current, now):
        raise CallTooLate
    return current
