"""What the scheduler did, and which times clusters were asked to free for it."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from events.models import Edition
from interface.states import state_words
from matchmaking.models import ScheduleRun
from organise.queries import tables as rows
from organise.queries.tables import Asking, local
from organise.words.tables.table import CLUSTER, STATE, Column, Table


def _step(name: str, figure: str) -> Callable[[Edition, ScheduleRun], int | None]:
    """A step of the solution: its value or its bound, where there is one."""

    def found(_edition: Edition, row: ScheduleRun) -> int | None:
        steps: list[dict[str, Any]] = getattr(row, "steps", None) or []
        return next((step[figure] for step in steps if step["name"] == name), None)

    return found


def _replay(_edition: Edition, row: ScheduleRun) -> int | None:
    return row.replay_of.number if row.replay_of else None


def _result(_edition: Edition, row: ScheduleRun) -> int | None:
    version = getattr(row, "result", None)
    return version.number if version else None


RUNS = Table(
    "runs",
    gettext_lazy("Schedule runs"),
    (
        Column("number", gettext_lazy("Number"), lambda _e, row: row.number),
        Column("kind", pgettext_lazy("run", "Kind"), lambda _e, row: row.get_kind_display()),
        Column("state", STATE, lambda _e, row: state_words(row.state, "run")),
        Column(
            "asked_at",
            pgettext_lazy("when", "Asked for"),
            lambda e, row: local(e, row.requested_at),
        ),
        Column("started_at", gettext_lazy("Begins"), lambda e, row: local(e, row.started_at)),
        Column("finished_at", gettext_lazy("Ends"), lambda e, row: local(e, row.finished_at)),
        Column("limit", gettext_lazy("Time limit in seconds"), lambda _e, row: row.limit_seconds),
        Column("seed", gettext_lazy("Seed"), lambda _e, row: row.seed),
        Column("meetings", gettext_lazy("Meetings asked for"), lambda _e, row: row.meeting_count),
        Column("placed", pgettext_lazy("meetings", "Placed"), lambda _e, row: row.placed_count),
        Column("points", gettext_lazy("Points placed"), _step("placed", "value")),
        Column("points_bound", gettext_lazy("Most points there can be"), _step("placed", "bound")),
        Column("breaks", gettext_lazy("Breaks"), _step("breaks", "value")),
        Column(
            "breaks_bound", gettext_lazy("Fewest breaks there can be"), _step("breaks", "bound")
        ),
        Column("replay_of", gettext_lazy("Replay of run"), _replay),
        Column("version", gettext_lazy("Version"), _result),
        Column(
            "asked_by",
            gettext_lazy("Asked for by"),
            lambda _e, row: str(row.requested_by),
            is_personal=True,
        ),
    ),
    rows.runs,
)


def _answered_by(_edition: Edition, row: Asking) -> str:
    return str(row.ask.answered_by or "")


ASKS = Table(
    "asks",
    gettext_lazy("Times that clusters were asked for"),
    (
        Column("cluster", CLUSTER, lambda _e, row: row.party.name if row.party else ""),
        Column("begins", gettext_lazy("Begins"), lambda e, row: local(e, row.ask.period.lower)),
        Column("ends", gettext_lazy("Ends"), lambda e, row: local(e, row.ask.period.upper)),
        Column("meeting", pgettext_lazy("a meeting", "For"), lambda _e, row: row.meeting),
        Column("state", STATE, lambda _e, row: state_words(row.ask.state, "ask")),
        Column(
            "asked_at", pgettext_lazy("when", "Asked"), lambda e, row: local(e, row.ask.asked_at)
        ),
        Column(
            "answered_at", gettext_lazy("Answered"), lambda e, row: local(e, row.ask.answered_at)
        ),
        Column(
            "asked_by",
            gettext_lazy("Asked by"),
            lambda _e, row: str(row.ask.asked_by),
            is_personal=True,
        ),
        Column("answered_by", gettext_lazy("Answered by"), _answered_by, is_personal=True),
    ),
    rows.asks,
)
