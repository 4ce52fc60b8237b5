"""Runs side by side in sentences."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interface.words import number
from organise.queries.comparison import Column


def side_by_side(columns: Sequence[Column]) -> list[str]:
    """What differs between the first run and each other, in sentences."""
    return [_against(columns[0], column) for column in columns[1:]]


def _against(first: Column, second: Column) -> str:
    said = {"first": first.run.number, "second": second.run.number}
    if first.account.placed is None or second.account.placed is None:
        return (
            _("Run %(second)s and run %(first)s cannot be weighed up: one has no schedule.") % said
        )
    differences = ", ".join(_differences(first, second))
    if differences:
        # Translators: the differences are such as "2 meetings more, 1 break fewer".
        compared = _("Run %(second)s against run %(first)s: %(differences)s.") % {
            **said,
            "differences": differences,
        }
    else:
        compared = _("Run %(second)s is worth the same as run %(first)s.") % said
    return f"{compared} {_same_problem(second)}"


def _same_problem(column: Column) -> str:
    if column.same_problem:
        return _("Both solved the same problem.")
    return _("They solved different problems, so the figures compare only in part.")


def _differences(first: Column, second: Column) -> Iterator[str]:
    """What the second has more or fewer of, as far as it is known."""
    if more := (second.account.placed or 0) - (first.account.placed or 0):
        yield _meetings(more)
    if more := _more(first, second, "breaks"):
        yield _breaks(more)
    if more := _more(first, second, "idle_slots"):
        yield _idle_times(more)


def _meetings(more: int) -> str:
    count = abs(more)
    words = (
        ngettext("%(count)s meeting more", "%(count)s meetings more", count)
        if more > 0
        else ngettext("%(count)s meeting fewer", "%(count)s meetings fewer", count)
    )
    return words % {"count": number(count)}


def _breaks(more: int) -> str:
    count = abs(more)
    words = (
        ngettext("%(count)s break more", "%(count)s breaks more", count)
        if more > 0
        else ngettext("%(count)s break fewer", "%(count)s breaks fewer", count)
    )
    return words % {"count": number(count)}


def _idle_times(more: int) -> str:
    count = abs(more)
    words = (
        ngettext("%(count)s idle time more", "%(count)s idle times more", count)
        if more > 0
        else ngettext("%(count)s idle time fewer", "%(count)s idle times fewer", count)
    )
    return words % {"count": number(count)}


def _more(first: Column, second: Column, step: str) -> int:
    """How much more the second has of it; 0 where nothing differs or is known."""
    before, after = first.value(step), second.value(step)
    return 0 if before is None or after is None else after - before
