"""Every kind of mail that is told anywhere says in its app's `mails` whether people may wish how.

A kind that stands nowhere would leave at once, whatever its reader wishes and at any hour.
"""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule

from events.models import Registration
from matchmaking.models import MeetingRequest
from notifications.kinds import DIGEST

BASE = Path(settings.BASE_DIR)
TELLS = ("tell", "Mail")
# Where a kind is put together or handed on: which those are.
PUT_TOGETHER: dict[str, set[str]] = {
    "clusters/services/leaving.py": {"member", "member-removed"},
    "events/services/calls/letters.py": {
        "application-received",
        "application-returned",
        "application-withdrawn",
    },
    "events/services/delegate_letters.py": {
        f"delegate-{what}"
        for what in ("acts", "back", "ended", "gone", "joined", "left", "reads", "said")
    },
    "events/services/inviting/letters.py": {
        "event-invitation",
        "event-invitation-reminder",
        "event-invitation-withdrawn",
    },
    "events/services/letters.py": {
        # Of its own withdrawal a cluster is told nothing.
        f"registration-{state}"
        for state in set(Registration.State.values) - {"withdrawn"}
    },
    "events/services/messages.py": {"message-to-cluster", "message-to-organiser"},
    "matchmaking/services/letters/other_times.py": {
        f"other-time-{what}"
        for what in ("asked", "decide", "declined", "ended", "refused", "taken-back")
    },
    "matchmaking/services/letters/remedies.py": {
        "limit-raised",
        "meeting-dropped",
        "meeting-wanted-again",
        "slot-asked",
    },
    "matchmaking/services/letters/reminders.py": {
        "reminder-agenda",
        "reminder-follow-up",
        "reminder-tomorrow",
    },
    "matchmaking/services/letters/sides.py": {
        f"request-{state}" for state in MeetingRequest.State.values
    },
    "matchmaking/telling/acts.py": {"not-told"},
    "matchmaking/telling/letters.py": {
        "agenda",
        "agenda-changed",
        "agenda-over",
        "edition-cancelled",
        "event-changes",
    },
}


def declared(name: str) -> set[str]:
    """What all apps have in this list of theirs."""
    found: set[str] = set()
    for config in apps.get_app_configs():
        if config.module and module_has_submodule(config.module, "mails"):
            found |= set(getattr(import_module(f"{config.name}.mails"), name, ()))
    return found


def _calls() -> Iterator[tuple[str, ast.expr]]:
    """Each file that tells, with the kind that it gives."""
    for config in apps.get_app_configs():
        folder = Path(config.path)
        if not folder.is_relative_to(BASE) or ".venv" in folder.parts:
            continue
        for path in sorted(folder.rglob("*.py")):
            name = str(path.relative_to(BASE))
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TELLS:
                    yield from ((name, word.value) for word in node.keywords if word.arg == "kind")


def _said(name: str, kind: ast.expr) -> str | None:
    """A kind that is written out, here or as a constant; None for one that is put together."""
    if isinstance(kind, ast.Constant):
        return str(kind.value)
    if isinstance(kind, ast.Name):
        module = import_module(name.removesuffix(".py").replace("/", "."))
        value = getattr(module, kind.id, None)
        return str(value) if value else None
    return None


def told() -> dict[str, set[str]]:
    """The kinds that each file tells."""
    found: dict[str, set[str]] = {}
    for name, kind in _calls():
        said = _said(name, kind)
        found.setdefault(name, set()).update({said} if said else PUT_TOGETHER[name])
    return found


def test_every_kind_that_is_told_stands_in_one_list() -> None:
    kinds = set().union(*told().values())
    lists = {name: declared(name) for name in ("SUBJECTS", "CAN_WAIT", "AT_ONCE")}
    assert kinds - set().union(*lists.values()) == set()
    assert set().union(*lists.values()) - kinds == set()
    assert sum(map(len, lists.values())) == len(set().union(*lists.values()))


def test_what_is_put_together_is_still_put_together_there() -> None:
    found = {name for name, kind in _calls() if _said(name, kind) is None}
    assert found == set(PUT_TOGETHER)


@pytest.mark.parametrize("kind", ["member-removed", "role-changed", "claim-decided", "event-role"])
def test_what_a_person_is_given_or_loses_waits_for_the_morning(kind: str) -> None:
    assert kind in declared("CAN_WAIT")
    assert DIGEST not in declared("AT_ONCE")
