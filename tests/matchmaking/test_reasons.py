"""Every code of the scheduler has its sentence: why not, and what would help."""

import json
from dataclasses import asdict, replace
from typing import Any

import pytest

from events.models import Edition
from matchmaking.models import Meeting
from matchmaking.queries.names import Names, names
from matchmaking.queries.remedies import CurrentRemedy, Status
from matchmaking.queries.remedy_changes import RemedyChange, changes
from matchmaking.records import Reason, Remedy
from matchmaking.words import reasons
from organise.words import remedies as remedy_words
from scheduling.model.solution import Code, Cure
from tests.factories.events import delegates

pytestmark = pytest.mark.django_db
OFFERED = [code for code in Cure if code != Cure.NONE]


def reason(agreed: Edition, code: str, **changed: Any) -> Reason:
    """A reason that names whatever a code may name."""
    return replace(
        Reason(
            code,
            participants=(agreed.registrations.all()[0].pk,),
            meetings=(Meeting.objects.get().pk,),
            slots=(agreed.slots.all()[0].pk,),
        ),
        **changed,
    )


def remedy(agreed: Edition, code: str, **changed: Any) -> Remedy:
    return replace(
        Remedy(
            code,
            participant=agreed.registrations.all()[0].pk,
            meeting=Meeting.objects.get().pk,
            slot=agreed.slots.all()[0].pk,
        ),
        **changed,
    )


def test_what_is_kept_is_read_again(agreed: Edition) -> None:
    why = reason(agreed, "displaced")
    cure = remedy(agreed, "raise_limit", also=(remedy(agreed, "add_table"),))
    assert Reason.read(json.loads(json.dumps(asdict(why)))) == why
    assert Remedy.read(json.loads(json.dumps(asdict(cure)))) == cure
    assert [part.code for part in cure.changes] == ["raise_limit", "add_table"]
    assert Remedy.read({}).changes == ()


@pytest.mark.parametrize("code", [*Code, "removed", "new"])
def test_every_reason_has_a_sentence_whatever_it_names(
    agreed: Edition, known: Names, code: str
) -> None:
    for data in (reason(agreed, code), Reason(code)):
        words = reasons.reason(known, data)
        assert words.endswith(".")
        assert words != "Not placed."


@pytest.mark.parametrize(
    ("code", "changed", "words"),
    [
        ("participant_full", {"slots": ()}, "Water has reached its limit of 3 meetings."),
        (
            "participant_full",
            {},
            "Water has no time left: it meets others whenever it is available.",
        ),
        ("no_common_slot", {}, "Water is not available at any time of this event."),
        (
            "locked",
            {},
            "It is locked to a time when Water is not available (Thursday 3 June, 09:00).",
        ),
        (
            "locked",
            {"participants": ()},
            "Wherever it could be, a locked meeting is in the way: Water × Aerospace.",
        ),
        (
            "displaced",
            {},
            "Meetings that count at least as much take its places: Water × Aerospace.",
        ),
        (
            "fairness",
            {},
            (
                "It would fit in the place of Water × Aerospace, but some clusters would then "
                "wait much more often than others."
            ),
        ),
        (
            "tables_full",
            {},
            "All tables are taken whenever everybody is free, on Thursday 3 June, 09:00.",
        ),
        ("precedence", {}, "It must come after Water × Aerospace, and no time is left for that."),
    ],
)
def test_reasons_name_whom_and_when_they_are_about(
    agreed: Edition, known: Names, code: str, changed: dict[str, Any], words: str
) -> None:
    assert reasons.reason(known, reason(agreed, code, **changed)) == words


def test_two_who_never_meet_and_many_times(agreed: Edition, known: Names) -> None:
    both = list(agreed.registrations.values_list("pk", flat=True))
    slots = list(agreed.slots.values_list("pk", flat=True))
    words = reasons.reason(known, reason(agreed, "no_common_slot", participants=tuple(both)))
    assert words == "No time in common: Water and Aerospace are never both free."
    locked = reason(agreed, "locked", participants=tuple(both))
    assert reasons.reason(known, locked) == (
        "It is locked to a time when Water and Aerospace are not available "
        "(Thursday 3 June, 09:00)."
    )
    words = reasons.reason(known, reason(agreed, "tables_full", slots=tuple(slots)))
    assert words == "All tables are taken whenever everybody is free, at 5 times."


@pytest.mark.parametrize(
    ("code", "words", "button"),
    [
        ("free_slot", "Water is available then", "Ask Water to be free"),
        ("add_table", "there is one more table", "Add table 3 at all times"),
        ("raise_limit", "Water may have 4 meetings", "Raise limit to 4"),
        ("raise_capacity", "Water can hold 2 meetings at a time", "Raise to 2 at a time"),
        (
            "lift_apart",
            "a colleague attends the meetings of Water",
            "Note that a colleague of Water comes",
        ),
        ("add_interpreter", "somebody more interprets then", "Add an interpreter"),
        ("unlock", "Water × Aerospace is unlocked", "Unlock Water × Aerospace"),
        ("drop", "Water × Aerospace is dropped", "Drop Water × Aerospace"),
    ],
)
def test_every_remedy_has_its_words(
    agreed: Edition, known: Names, code: str, words: str, button: str
) -> None:
    data = remedy(agreed, code)
    [change] = changes(known, data)
    assert remedy_words.remedy(known, data) == f"It fits on Thursday 3 June, 09:00 if {words}."
    assert remedy_words.button(known, [change]) == button
    assert remedy_words.consequence(known, change).endswith(".")
    assert remedy_words.done(
        known,
        {
            "code": code,
            "registration": change.registration,
            "meeting": change.meeting,
            "before": 3,
            "after": 4,
        },
    )


def test_there_is_a_word_for_every_remedy_code() -> None:
    codes = {str(code) for code in OFFERED}
    assert codes == remedy_words.CONDITIONS.keys() == remedy_words.BUTTONS.keys()
    assert codes == remedy_words.CONSEQUENCES.keys() == remedy_words.DONE.keys()


def test_no_remedy_has_no_words(agreed: Edition, known: Names) -> None:
    assert remedy_words.remedy(known, Remedy()) == ""
    assert remedy_words.remedy(known, remedy(agreed, "")) == ""
    assert remedy_words.remedy(known, remedy(agreed, "free_slot", participant=0)) == ""


def test_several_changes_are_one_sentence_and_equal_ones_add_up(
    agreed: Edition, known: Names
) -> None:
    also = (remedy(agreed, "add_table"), remedy(agreed, "raise_limit"))
    data = remedy(agreed, "raise_limit", also=also)
    found = changes(known, data)
    assert [(change.code, change.before, change.after) for change in found] == [
        ("raise_limit", 3, 5),
        ("add_table", 2, 3),
    ]
    assert remedy_words.condition(known, found) == (
        "It fits on Thursday 3 June, 09:00 if Water may have 5 meetings and there is one more "
        "table."
    )
    assert remedy_words.button(known, found) == "See what it takes"


def test_tables_for_several_times_are_the_same_tables(agreed: Edition, known: Names) -> None:
    first, second = agreed.slots.all()[:2]
    also = (remedy(agreed, "add_table", slot=second.pk),)
    [change] = changes(known, remedy(agreed, "add_table", slot=first.pk, also=also))
    assert (change.before, change.after) == (2, 3)


def test_delegation_is_not_raised_beyond_the_most(agreed: Edition) -> None:
    delegates(agreed.registrations.all()[0], 10)
    assert changes(names(agreed), remedy(agreed, "raise_capacity")) == ()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.READY, "Done what it takes. Run again and it gets its place."),
        (Status.ASKED, "Asked Water: no answer yet."),
        (Status.KEPT, "Water keeps its time. Place it by hand, or leave it out."),
        (Status.BOUND, "Water takes part in “Opening” then."),
        (Status.FIXED, "That meeting is published."),
        (Status.INTERPRETER, "On the page Interpreters add somebody"),
        (Status.OPEN, ""),
        (Status.NONE, ""),
    ],
)
def test_where_a_remedy_stands_is_said(
    agreed: Edition, known: Names, status: Status, words: str
) -> None:
    registration = agreed.registrations.all()[0].pk
    change = RemedyChange("free_slot", registration, session="Opening", answer="kept")
    said = remedy_words.status(known, CurrentRemedy(1, (change,), status))
    assert said.startswith(words)
    assert bool(said) is bool(words)
