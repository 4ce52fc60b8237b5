"""What-ifs in words: what was asked, and what each alternative would bring."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from interface.words import listed
from matchmaking.models import ScheduleRun

Wish = Mapping[str, Any]
AS_IT_IS = "As it is"


def label(wishes: Iterable[Wish]) -> str:
    """ "2 more tables and meetings of 15 minutes"."""
    words = listed(LABELS[wish["kind"]](wish) for wish in wishes)
    return words[:1].upper() + words[1:]


LABELS: dict[str, Callable[[Wish], str]] = {
    "tables": lambda wish: _more(wish["number"], "more table"),
    "session": lambda wish: f"one more session like {wish['name']}",
    "minutes": lambda wish: f"meetings of {wish['number']} minutes",
    "limits": lambda wish: f"{_more(wish['number'], 'more meeting')} for each cluster with a limit",
    "fairness": lambda _: "no rule of fairness",
}
# Where an organiser would make the change: the name of the page's address, and its title.
PLACES = {
    "tables": ("organise-times", "Tables and times"),
    "session": ("organise-times", "Tables and times"),
    "minutes": ("organise-times", "Tables and times"),
    "limits": ("organise-registrations", "Registrations"),
    "fairness": ("organise-edit", "Edit the event"),
}


def _more(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


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
    base, *others = run.answer["results"]
    asked = [[], *run.question]
    return [
        Row(
            label=label(wishes) or AS_IT_IS,
            places=_places(wishes) if _is_better(base, found) else (),
            words=" ".join(_verdict(base, found) if wishes else _now(found)),
            meetings=found["meetings"],
            wanted=found["wanted"],
            figures=tuple(_figures(base, found, with_difference=bool(wishes))),
        )
        for wishes, found in zip(asked, [base, *others], strict=True)
    ]


def _places(wishes: Iterable[Wish]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(PLACES[wish["kind"]] for wish in wishes))


def _is_better(base: Wish, found: Wish) -> bool:
    """Whether anybody would make the change: more worth placed, or as much with less waiting."""
    return (found["placed"], -found["breaks"], -found["idle_minutes"]) > (
        base["placed"],
        -base["breaks"],
        -base["idle_minutes"],
    )


FIGURES = (
    ("meetings", "Meetings placed"),
    ("breaks", "Breaks"),
    ("idle_minutes", "Waiting, minutes"),
    ("table_changes", "Changes of table"),
    ("places", "Places"),
)


def _figures(base: Wish, found: Wish, *, with_difference: bool) -> Iterator[tuple[str, str, str]]:
    for key, name in FIGURES:
        more = found[key] - base[key]
        difference = f"{more:+}".replace("-", "−") if with_difference and more else ""
        yield name, str(found[key]), difference


def _now(found: Wish) -> Iterator[str]:
    is_whole = found["meetings"] == found["wanted"] > 1
    placed = "All" if is_whole else f"{found['meetings']} of"
    yield f"{placed} {found['wanted']} meetings have a place, {_with_breaks(found)}."
    if found["meetings"] < found["wanted"] and _is_proven(found, "placed"):
        yield "No schedule places more."


def _with_breaks(found: Wish) -> str:
    if not found["breaks"]:
        return "and no cluster waits between two meetings"
    breaks = "1 break" if found["breaks"] == 1 else f"{found['breaks']} breaks"
    return f"with {breaks} and {found['idle_minutes']} minutes of waiting in all"


def _verdict(base: Wish, found: Wish) -> Iterator[str]:
    """What is gained and lost against things as they are."""
    gained = found["meetings"] - base["meetings"]
    if gained:
        yield f"{_meetings(abs(gained))} {'more' if gained > 0 else 'fewer'}."
    elif found["placed"] != base["placed"]:
        yield f"As many meetings, {'more' if found['placed'] > base['placed'] else 'fewer'} musts."
    differences = list(_differences(base, found))
    if differences:
        words = listed(differences)
        yield f"{words[:1].upper()}{words[1:]}."
    if not gained and not differences and found["placed"] == base["placed"]:
        yield "Nothing is gained."
    if found["meetings"] == found["wanted"] > base["meetings"]:
        yield "Every agreed meeting has a place."
    elif gained <= 0 and found["meetings"] < found["wanted"] and _is_proven(found, "placed"):
        yield "No schedule places more then."


def _differences(base: Wish, found: Wish) -> Iterator[str]:
    if breaks := found["breaks"] - base["breaks"]:
        noun = "break" if abs(breaks) == 1 else "breaks"
        yield f"{abs(breaks)} {noun} {'more' if breaks > 0 else 'fewer'}"
    if minutes := found["idle_minutes"] - base["idle_minutes"]:
        yield f"{abs(minutes)} minutes {'more' if minutes > 0 else 'less'} waiting"


def _meetings(count: int) -> str:
    return "1 meeting" if count == 1 else f"{count} meetings"


def _is_proven(found: Wish, step: str) -> bool:
    value, bound = found["steps"].get(step, (None, None))
    return value is not None and value == bound


def is_all_proven(run: ScheduleRun) -> bool:
    """Whether each difference is one between the best possible schedules."""
    results = run.answer["results"] if run.answer else []
    return all(_is_proven(found, step) for found in results for step in ("placed", "breaks"))


def under_way(run: ScheduleRun) -> tuple[int, str]:
    """How many alternatives are finished, and the one that is looked at now."""
    number = int(run.progress[-1][0].rsplit(" ", 1)[1]) if run.progress else 0
    return number, label(run.question[number - 1]) if number else AS_IT_IS
