"""The steps of a run as rows of a table, and where an active run stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from interface.words import number
from organise.queries.runs import Account, Stage
from organise.words.runs.verdict import gap

# The steps of the objective, in its order, as people know them.
STEPS = {
    "moved": _lazy("Meetings moved"),
    "placed": _lazy("Meetings placed"),
    "short": _lazy("Meetings missing to the fewest"),
    "breaks": _lazy("Breaks"),
    "table_changes": _lazy("Table changes"),
    "idle_slots": _lazy("Idle times"),
}
POINTS = _lazy("Points placed")
SAYING_EVERY = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A step in a table: what it is called, where it stands, the best possible, and the gap.

    `standing` says in one cell what `bound` and `gap` say in two.
    """

    name: str
    label: str
    value: str
    bound: str
    gap: str
    standing: str
    note: str = ""


def rows(account: Account) -> list[Row]:
    """The steps that have a value, in the order of the objective."""
    return [
        _row(account, stage)
        for name in STEPS
        if (stage := account.stages.get(name)) and stage.value is not None
    ]


def _row(account: Account, stage: Stage) -> Row:
    is_points = stage.name == "placed" and account.is_weighed
    return Row(
        name=stage.name,
        label=str(POINTS if is_points else STEPS[stage.name]),
        value=_value(account, stage),
        bound=_bound(stage),
        gap=_gap(stage),
        standing=_standing(stage),
        note=meetings(account) if is_points else "",
    )


def _value(account: Account, stage: Stage) -> str:
    value = number(stage.value or 0)
    if stage.name != "placed":
        return value
    return _("%(value)s of %(total)s") % {"value": value, "total": number(account.weight)}


def meetings(account: Account) -> str:
    """How many meetings the points are: "17 of 19 meetings", "at least 16 of 19 meetings"."""
    if account.meetings is None:
        return ""
    least, most = account.meetings
    wanted = account.run.meeting_count
    said = {"placed": number(least), "wanted": number(wanted)}
    if least == most:
        return (
            ngettext(
                "%(placed)s of %(wanted)s meeting", "%(placed)s of %(wanted)s meetings", wanted
            )
            % said
        )
    return (
        ngettext(
            "at least %(placed)s of %(wanted)s meeting",
            "at least %(placed)s of %(wanted)s meetings",
            wanted,
        )
        % said
    )


def _bound(stage: Stage) -> str:
    if stage.bound is None:
        return _("not proven")
    said = {"bound": number(stage.bound)}
    if stage.is_proven:
        return _("%(bound)s, proven") % said
    return (_("at most %(bound)s") if stage.name == "placed" else _("at least %(bound)s")) % said


def _gap(stage: Stage) -> str:
    if stage.is_proven:
        # Translators: there is no gap between what was found and the best possible.
        return _("none")
    if stage.bound is None:
        return _("not proven")
    # Translators: the gap between what was found and the best possible is wide.
    return _("wide") if stage.gap is None else gap(stage.gap)


def _standing(stage: Stage) -> str:
    if stage.is_proven:
        return _("proven best")
    if stage.bound is None:
        return _("best possible not proven")
    if stage.gap is None:
        return _bound(stage)
    said = {"bound": number(stage.bound), "gap": gap(stage.gap)}
    if stage.name == "placed":
        return _("at most %(bound)s, gap %(gap)s") % said
    return _("at least %(bound)s, gap %(gap)s") % said


def saying(account: Account) -> str:
    """Where an active run stands, for a screen reader: it changes every five seconds at most."""
    at = int(account.seconds) // SAYING_EVERY * SAYING_EVERY
    figures = list(_figures(account, account.at(at)))
    if not figures:
        return ""
    # Translators: the figures are "8 of 10 meetings placed" and "2 breaks".
    return _("After %(seconds)s seconds: %(figures)s.") % {
        "seconds": number(at),
        "figures": ", ".join(figures),
    }


def _figures(account: Account, stages: Mapping[str, Stage]) -> Iterator[str]:
    if placed := stages.get("placed"):
        said = {"value": number(placed.value or 0), "total": number(account.weight)}
        if account.is_weighed:
            yield _("%(value)s of %(total)s points placed") % said
        else:
            yield _("%(value)s of %(total)s meetings placed") % said
    if breaks := stages.get("breaks"):
        count = breaks.value or 0
        yield ngettext("%(count)s break", "%(count)s breaks", count) % {"count": number(count)}
