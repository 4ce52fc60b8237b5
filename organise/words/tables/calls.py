"""Who applied to a call, as a table; for its owners with what the reviewers think of it."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from events.models import Application, Call
from events.queries.calls import ranking, ranking_for
from events.queries.calls.ranking import Ranked
from files.sheets.writing import Cell
from interface.states import state_words

State = Application.State


def applied(call: Call, *, owner: User | None) -> Iterator[Sequence[Cell]]:
    """The headings, then those that are to be decided, or were: for owners by points, with
    these as far as they may see them, for others by the time of coming. Without texts, notes and
    names of people.
    """
    yield [*_headings(call), *(_of_owners() if owner else ())]
    found = ranking_for(owner, call) if owner else ranking(call)
    if not owner:
        found.sort(key=lambda row: (row.application.submitted_at, row.pk))
    for row in found:
        yield [*_cells(call, row), *(_judged(row) if owner else ())]


def _headings(call: Call) -> list[str]:
    where = [_("First day"), _("Last day"), _("City"), _("Region of the event")]
    return [
        _("Applicant"),
        _("Region"),
        _("Region code"),
        pgettext("column", "State"),
        pgettext("when", "Submitted"),
        _("Place among the reserves"),
        *(where if call.is_for_host else ()),
    ]


def _cells(call: Call, row: Ranked) -> list[Cell]:
    one = row.application
    region = one.organisation.region
    is_reserve = one.state == State.RESERVE
    return [
        one.organisation.called,
        str(region or ""),
        region.code if region else "",
        state_words(one.state, "application"),
        one.submitted_at.astimezone(call.zone).isoformat(timespec="minutes"),
        row.verdict.place if row.verdict and is_reserve else None,
        *(_hosted(one) if call.is_for_host else ()),
    ]


def _hosted(one: Application) -> list[Cell]:
    return [_day(one.starts_on), _day(one.ends_on), one.city, str(one.region or "")]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _of_owners() -> list[str]:
    return [_("Points"), _("Reviews"), _("Reviews that there can be")]


def _judged(row: Ranked) -> list[Cell]:
    average = "" if row.average is None else f"{row.average:.2f}"
    if row.hidden:
        average = pgettext("points", "Hidden")
    return [average, row.reviews, row.reviewers]
