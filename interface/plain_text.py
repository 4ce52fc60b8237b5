"""What people type, without the signs that turn text around or end it.

Marks of direction (U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069) let a name change
how the sentence around it reads; U+0000 cannot be stored. No name needs them: pages isolate names.
They are taken out where input enters, for every form and address at once.
"""

import unicodedata
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, QueryDict

# Within these a name runs its own way, and what follows runs as before (Unicode's FSI and PDI).
FIRST_STRONG, POP = "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL"})

TURNING = dict.fromkeys(
    [0, 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)],
)


def plain(words: str) -> str:
    """The words without signs that turn text around."""
    return words.translate(TURNING)


def isolated(said: object) -> str:
    """The words, or what a record is called, kept from turning those around them where they run
    from right to left. What is kept to itself already stays as it is.
    """
    words = str(said)
    if words.isascii() or (words.startswith(FIRST_STRONG) and words.endswith(POP)):
        return words
    if any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in words):
        return f"{FIRST_STRONG}{words}{POP}"
    return words


class PlainInput:
    """Takes such signs out of what a form or an address carries."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> None:
        request.GET = _plain(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = _plain(request.POST)  # type: ignore[assignment]


def _turns(value: str) -> bool:
    return plain(value) != value


def _plain(sent: QueryDict) -> QueryDict:
    """The same where nothing has to go."""
    if not any(_turns(value) for values in sent.lists() for value in values[1]):
        return sent
    clean = QueryDict(mutable=True)
    for name, values in sent.lists():
        # A password is what it is, to the last sign.
        kept = values if "password" in name else [plain(value) for value in values]
        clean.setlist(name, kept)
    clean._mutable = False
    return clean
