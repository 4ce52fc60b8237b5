"""The changes that `make mutants` tries: each is another program, and one that can be loaded."""

from textwrap import dedent

import pytest

from tools.devservers.local import CHECKOUT
from tools.mutants.changes import Change, changes_of, targets
from tools.mutants.promises import PROMISES, Promise

CASES = {
    "a < b": {"a <= b"},
    "a is not b": {"a is b"},
    "a not in b": {"a in b"},
    "a and b and c": {"a or b and c", "a and b or c"},
    "not a": {"a"},
    "é - b": {"é + b"},
    "3": {"4"},
    "True": {"False"},
    "a if b else c": {"a if not (b) else c"},
    "rows.filter(a=b, c=d)": {"rows.filter( c=d)", "rows.filter(a=b, )", "pass"},
    "act(a)": {"pass"},
    "zip(a, b, strict=True)": {"pass"},
    "@dataclass(frozen=True, slots=True)\nclass A: pass": set(),
}
WHOLE = '''\
"""Words are not changed."""

@retrying
def act(number: "int | None" = None) -> str:
    """Nor here."""
    if number:
        raise Refused
    total += number
    return "words"
'''


def changed(text: str) -> set[str]:
    return {change.applied(text) for change in changes_of("a.py", text)}


@pytest.mark.parametrize(("text", "expected"), CASES.items(), ids=CASES)
def test_an_expression_becomes_its_opposite_or_a_piece_of_it_goes(
    text: str, expected: set[str]
) -> None:
    assert changed(text) == expected


def test_statements_conditions_and_decorators_change_and_words_do_not() -> None:
    found = {change.lines(WHOLE) for change in changes_of("a.py", WHOLE)}
    assert found == {
        ("@retrying", ""),
        ("if number:", "if not (number):"),
        ("raise Refused", "pass"),
        ("total += number", "pass"),
    }


def test_a_change_over_several_lines_is_told_in_one() -> None:
    text = dedent(
        """\
        rows.update(
            a=b,
            c=d,
        )
        """
    )
    first = Change("a.py", 1, 0, len(text) - 1, text[:-1], "pass")
    assert first.lines(text) == ("rows.update( a=b, c=d, )", "pass")


def test_rules_and_permissions_are_changed_in_a_file_and_in_a_package() -> None:
    apps = [path.parent for path in CHECKOUT.glob("*/__init__.py")]
    rooms = [app / name for app in apps for name in ("rules", "loading")]
    files = {file for room in rooms for file in (*room.rglob("*.py"), room.with_suffix(".py"))}
    written = {str(file.relative_to(CHECKOUT)) for file in files if file.exists()}
    assert {"events/rules/__init__.py", "catalogue/loading.py"} <= written
    assert written <= set(targets(CHECKOUT))


@pytest.mark.parametrize("file", targets(CHECKOUT))
def test_every_change_of_the_code_is_another_program(file: str) -> None:
    text = (CHECKOUT / file).read_text()
    # A third tells of all: each kind of change comes many times.
    for change in list(changes_of(file, text))[::3]:
        assert text[change.start : change.end] == change.before
        compile(change.applied(text), file, "exec")
        assert change.applied(text) != text


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.after.strip() or "gone")
def test_the_lines_that_ci_breaks_are_there(promise: Promise) -> None:
    change = promise.change(CHECKOUT)
    compile(change.applied((CHECKOUT / promise.file).read_text()), promise.file, "exec")
    assert (CHECKOUT / promise.tests).exists()
