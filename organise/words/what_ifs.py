"""What-ifs in words: what was asked, and what each alternative would bring."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from interface.words import listed, number
from matchmaking.models import ScheduleRun

Wish = Mapping[str, Any]
Found = Mapping[str, Any]
AS_IT_IS = _lazy("As it is")
AGAIN = _lazy("Run again")


def label(wishes: Iterable[Wish]) -> str:
    """ "2 more tables and meetings of 15 minutes", with a capital where there is one."""
    return str(capfirst(listed(LABELS[wish["kind"]](wish) for wish in wishes)))


def _tables(wish: Wish) -> str:
    more = wish["number"]
    return ngettext("%(count)s more table", "%(count)s more tables", more) % {"count": number(more)}


def _minutes(wish: Wish) -> str:
    minutes = wish["number"]
    return ngettext("meetings of %(count)s minute", "meetings of %(count)s minutes", minutes) % {
        "count": number(minutes)
    }


def _limits(wish: Wish) -> str:
    more = wish["number"]
    return ngettext(
        "%(count)s more meeting for each cluster with a limit",
        "%(count)s more meetings for each cluster with a limit",
        more,
    ) % {"count": number(more)}


# Parts of a list, such as "2 more tables and meetings of 15 minutes".
LABELS: dict[str, Callable[[Wish], str]] = {
    "tables": _tables,
    "session": lambda wish: _("one more session like %(session)s") % {"session": wish["name"]},
    "minutes": _minutes,
    "limits": _limits,
    "fairness": lambda _wish: _("no rule of fairness"),
}
# Where an organiser would make the change: the name of the page's address, and its title.
PLACES = {
    "tables": ("organise-times", _lazy("Tables and times")),
    "session": ("organise-times", _lazy("Tables and times")),
    "minutes": ("organise-times", _lazy("Tables and times")),
    "limits": ("organise-registrations", _lazy("Registrations")),
    "fairness": ("organise-edit", _lazy("Edit the event")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """An alternative with its figures, each with the difference to things as they are.

    `places` are the pages where it would be made so, where anything is gained by it.
    """

    label: str
    places: tuple[tuple[str, str], ...]
    words: str
    meetings: int
    wanted: int
    figures: tuple[tuple[str, str, str], ...]


def rows(run: ScheduleRun) -> list[Row]:
    """What a what-if found, things as they are first; nothing before it is answered."""
    if not run.answer:
        return []
    results = run.answer["results"]
    base, asked = results[0], [[], *run.question]
    names = _names(run, stands=len(results) > len(asked))
    asked = [[]] * (len(names) - len(asked)) + asked
    return [
        Row(
            label=name,
            places=_places(wishes) if _is_better(base, found) else (),
            words=" ".join(_now(found) if found is base else _verdict(base, found)),
            meetings=found["meetings"],
            wanted=found["wanted"],
            figures=tuple(_figures(base, found, with_difference=found is not base)),
        )
        for name, wishes, found in zip(names, asked, results, strict=True)
    ]


def _places(wishes: Iterable[Wish]) -> tuple[tuple[str, str], ...]:
    pages = dict(PLACES[wish["kind"]] for wish in wishes)
    return tuple((page, str(title)) for page, title in pages.items())


def _is_better(base: Found, found: Found) -> bool:
    """Whether anybody would make the change: more worth placed, or as much with less waiting."""
    return (found["placed"], -found["breaks"], -found["idle_minutes"]) > (
        base["placed"],
        -base["breaks"],
        -base["idle_minutes"],
    )


FIGURES = (
    ("meetings", _lazy("Meetings placed")),
    ("breaks", _lazy("Breaks")),
    ("waiting", _lazy("Average waiting, minutes")),
    ("table_changes", _lazy("Changes of table")),
    # Translators: a time at a table, where a meeting can be.
    ("places", _lazy("Places")),
)


def _figures(base: Found, found: Found, *, with_difference: bool) -> Iterator[tuple[str, str, str]]:
    for key, name in FIGURES:
        if key not in found:  # a run from before it was counted
            continue
        more = found[key] - base[key]
        yield str(name), number(found[key]), _signed(more) if with_difference and more else ""


def _signed(figure: int) -> str:
    return f"{'+' if figure > 0 else '−'}{number(abs(figure))}"


def _now(found: Found) -> Iterator[str]:
    placed, wanted = found["meetings"], found["wanted"]
    if placed == wanted:
        yield ngettext(
            "The meeting has a place.", "All %(count)s meetings have a place.", wanted
        ) % {"count": number(wanted)}
    else:
        yield _("%(placed)s of %(wanted)s meetings have a place.") % {
            "placed": number(placed),
            "wanted": number(wanted),
        }
    yield _waiting(found)
    if placed < wanted and _is_proven(found, "placed"):
        yield _("No schedule places more.")


def _waiting(found: Found) -> str:
    if not found["breaks"]:
        return _("No cluster waits between two meetings.")
    breaks = ngettext(
        "There is %(count)s break in all.", "There are %(count)s breaks in all.", found["breaks"]
    ) % {"count": number(found["breaks"])}
    if "waiting" not in found:
        return breaks
    waiting = ngettext(
        "A cluster waits %(count)s minute on average.",
        "A cluster waits %(count)s minutes on average.",
        found["waiting"],
    ) % {"count": number(found["waiting"])}
    return f"{breaks} {waiting}"


def _verdict(base: Found, found: Found) -> Iterator[str]:
    """What is gained and lost against things as they are."""
    gained = found["meetings"] - base["meetings"]
    differences = [*_gain(gained, base, found), *_differences(base, found)]
    yield from differences or [_("Nothing is gained.")]
    if found["meetings"] == found["wanted"] > base["meetings"]:
        yield _("Every agreed meeting has a place.")
    elif gained <= 0 and found["meetings"] < found["wanted"] and _is_proven(found, "placed"):
        yield _("No schedule places more then.")


def _gain(gained: int, base: Found, found: Found) -> Iterator[str]:
    said = {"count": number(abs(gained))}
    if gained > 0:
        yield ngettext("%(count)s meeting more.", "%(count)s meetings more.", gained) % said
    elif gained < 0:
        yield ngettext("%(count)s meeting fewer.", "%(count)s meetings fewer.", -gained) % said
    elif found["placed"] > base["placed"]:
        yield _("As many meetings, more musts.")
    elif found["placed"] < base["placed"]:
        yield _("As many meetings, fewer musts.")


def _differences(base: Found, found: Found) -> Iterator[str]:
    breaks = found["breaks"] - base["breaks"]
    said = {"count": number(abs(breaks))}
    if breaks > 0:
        yield ngettext("%(count)s break more.", "%(count)s breaks more.", breaks) % said
    elif breaks < 0:
        yield ngettext("%(count)s break fewer.", "%(count)s breaks fewer.", -breaks) % said
    minutes = found.get("waiting", 0) - base.get("waiting", 0)
    said = {"count": number(abs(minutes))}
    if minutes > 0:
        yield (
            ngettext(
                "%(count)s minute more waiting on average.",
                "%(count)s minutes more waiting on average.",
                minutes,
            )
            % said
        )
    elif minutes < 0:
        yield (
            ngettext(
                "%(count)s minute less waiting on average.",
                "%(count)s minutes less waiting on average.",
                -minutes,
            )
            % said
        )


def _is_proven(found: Found, step: str) -> bool:
    value, bound = found["steps"].get(step, (None, None))
    return value is not None and value == bound


def is_all_proven(run: ScheduleRun) -> bool:
    """Whether each difference is one between the best possible schedules."""
    results = run.answer["results"] if run.answer else []
    return all(_is_proven(found, step) for found in results for step in ("placed", "breaks"))


def under_way(run: ScheduleRun) -> tuple[int, int, str]:
    """How many of how many are finished, and the one that is looked at now."""
    steps = [int(step[0].rsplit(" ", 1)[1]) for step in run.progress]
    names = _names(run, stands=bool(steps) and steps[0] > 0)
    done = min(steps[-1], len(names) - 1) if steps else 0
    return done, len(names), names[done]


def _names(run: ScheduleRun, *, stands: bool) -> list[str]:
    """What is compared; where a schedule stands, the first alternative is to run again."""
    again = [str(AGAIN)] if stands else []
    return [str(AS_IT_IS), *again, *map(label, run.question)]
