"""JSON in which every value knows its place, so that an error can say where it is."""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NoReturn, TypeVar

MOST_BYTES = 64 * 2**20
MOST_TEXT = 500
MOST_NUMBER = 1_000_000

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class BadFile(Exception):
    """A file that cannot be used: `place` is a JSON path or `file`, `reason` is in words."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


def parse(data: bytes) -> "Node":
    """The root of a JSON file; `BadFile` if it is not one, or is beyond all measure."""
    if len(data) > MOST_BYTES:
        raise BadFile("file", f"is larger than {MOST_BYTES // 2**20} MiB")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadFile("file", f"is not UTF-8 (byte {error.start})") from None
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BadFile(place, f"is not JSON: {error.msg}") from None
    except RecursionError:
        raise BadFile("file", "is nested too deeply") from None
    except ValueError:  # Python's own limit on the digits of an integer
        raise BadFile("file", "holds a number with too many digits") from None
    return Node(value, "")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, many in Counter(name for name, _ in pairs).items() if many > 1)
        raise BadFile("file", f"an object has the key {_shown(twice)} twice")
    return found


def _constant(name: str) -> NoReturn:
    raise BadFile("file", f"{name} is not a JSON number")


def _shown(value: object) -> str:
    """The value as JSON, cut short, safe to print."""
    text = json.dumps(value) if isinstance(value, str | int | float | None) else _kind(value)
    return text if len(text) <= 60 else text[:57] + "..."  # noqa: PLR2004 - one printed line


def _kind(value: object) -> str:
    return "an object" if isinstance(value, dict) else "a list"


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and its place, such as ``meetings[3].participants[1]``."""

    value: object
    path: str

    def bad(self, reason: str) -> BadFile:
        """The error to raise for this value."""
        return BadFile(self.path or "file", reason)

    def fields(self, required: Iterable[str], optional: Iterable[str] = ()) -> "Fields":
        """The keys of an object: all the required ones, none but these."""
        if not isinstance(self.value, dict):
            raise self.bad(f"should be an object, not {_shown(self.value)}")
        required, known = set(required), {*required, *optional}
        for name in sorted(required - self.value.keys()):
            raise self.bad(f"lacks the key {_shown(name)}")
        for name in sorted(self.value.keys() - known):
            raise self.bad(f"has the unknown key {_shown(name)}")
        return Fields(self)

    def entries(self) -> Iterator[tuple[str, "Node"]]:
        """The keys and values of an object whose keys are ids."""
        if not isinstance(self.value, dict):
            raise self.bad(f"should be an object, not {_shown(self.value)}")
        for name, value in self.value.items():
            yield name, Node(value, f"{self.path}.{_shown(name)}")

    def items(self, most: int = MOST_NUMBER) -> list["Node"]:
        """The values of a list of at most that length."""
        if not isinstance(self.value, list):
            raise self.bad(f"should be a list, not {_shown(self.value)}")
        if len(self.value) > most:
            raise self.bad(f"has {len(self.value)} values; {most} are the most")
        return [Node(value, f"{self.path}[{i}]") for i, value in enumerate(self.value)]

    def integer(self, least: int = 0, most: int = MOST_NUMBER) -> int:
        """A whole number in that range."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.bad(f"should be a whole number, not {_shown(self.value)}")
        if not least <= self.value <= most:
            raise self.bad(f"should be from {least} to {most}, not {_shown(self.value)}")
        return self.value

    def seconds(self) -> float:
        """A finite number, 0 or more."""
        value = self.value
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self.bad(f"should be a number, not {_shown(value)}")
        if not 0 <= value <= MOST_NUMBER**2 or not math.isfinite(value):
            raise self.bad("should be a number of seconds, 0 or more")
        return float(value)

    def boolean(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.bad(f"should be true or false, not {_shown(self.value)}")
        return self.value

    def text(self, least: int = 1) -> str:
        """A printable text of at most `MOST_TEXT` characters."""
        if not isinstance(self.value, str):
            raise self.bad(f"should be a text, not {_shown(self.value)}")
        if not least <= len(self.value) <= MOST_TEXT:
            raise self.bad(f"should have {least} to {MOST_TEXT} characters, not {len(self.value)}")
        if any(ord(sign) < ord(" ") or "\ud800" <= sign <= "\udfff" for sign in self.value):
            raise self.bad(f"holds characters that cannot be printed: {_shown(self.value)}")
        return self.value

    def instant(self) -> datetime:
        """A time with its offset, ISO 8601."""
        text = self.text()
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise self.bad(f"is not an ISO 8601 time: {_shown(text)}") from None
        if at.tzinfo is None:
            raise self.bad(f"lacks an offset such as +02:00: {_shown(text)}")
        return at

    def choice(self, kind: type[E]) -> E:
        """One of the words of an enumeration."""
        text = self.text()
        if text not in {member.value for member in kind}:
            raise self.bad(f"should be one of {', '.join(kind)}, not {_shown(text)}")
        return kind(text)

    def one_of(self, words: Iterable[str]) -> str:
        """One of these words."""
        text, words = self.text(), tuple(words)
        if text not in words:
            raise self.bad(f"should be {' or '.join(words)}, not {_shown(text)}")
        return text

    def known(self, positions: dict[str, int], noun: str) -> int:
        """The position of the participant or meeting whose id this is."""
        text = self.text()
        if text not in positions:
            raise self.bad(f"names the unknown {noun} {_shown(text)}")
        return positions[text]

    def new(self, positions: dict[str, int], noun: str) -> str:
        """An id that was not seen before; it takes the next position."""
        text = self.text()
        if text in positions:
            raise self.bad(f"a second {noun} has the id {_shown(text)}")
        positions[text] = len(positions)
        return text


@dataclass(frozen=True, slots=True)
class Fields:
    """The keys of an object, whose names `Node.fields` has checked."""

    node: Node

    def __getitem__(self, name: str) -> Node:
        assert isinstance(self.node.value, dict)  # noqa: S101 - for the type checker
        path = f"{self.node.path}.{name}" if self.node.path else name
        return Node(self.node.value.get(name), path)

    def get(self, name: str, read: Callable[[Node], T], default: T) -> T:
        """The key's value, or the default where the key is absent."""
        assert isinstance(self.node.value, dict)  # noqa: S101 - for the type checker
        return read(self[name]) if name in self.node.value else default

    def maybe(self, name: str, read: Callable[[Node], T]) -> T | None:
        """The key's value, or None where it is absent or null."""
        node = self[name]
        return None if node.value is None else read(node)
