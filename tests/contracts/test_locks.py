"""A lock holds to the end of a transaction: a verb that takes one is an act, or a part of one.

Within the transaction of a test nobody would notice an act that begins none of its own.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

LOCKS = {
    *("hold_edition", "lock_registrations", "locked_edition", "locked_pair"),
    *("locked_registrations", "locked_with_partners", "select_for_update"),
}
ACTS = {"retrying", "tried_again", "transaction.atomic"}
# Called within acts, or in a loop around acts; their words say which.
PARTS = """
clusters.services.labels.state_labels
clusters.services.leaving.locked
events.services.answers.store_answers
events.services.call_clocks.locked_calls
events.services.calls.publishing.publish_decision
events.services.calls.scene.locked_call
events.services.delegates.locked_to_change
events.services.editions.made_by
events.services.exports.carry_out
events.services.locking.locked_edition
events.services.locking.locked_registrations
events.services.locking.locked_with_partners
events.services.places.locked_with_waiting_list
events.services.places.promote
events.services.registering.register_each
events.services.registrations.register_late
events.services.retention.tell_of_erasures
events.services.series.ordinal_in_series
events.services.states.follow_the_clock
events.services.states.take_step
matchmaking.services.leases.to_wake
matchmaking.services.letters.other_times.ask_anew
matchmaking.services.other_times.ending.make_way
matchmaking.services.other_times.ending.overtake
matchmaking.services.other_times.scene.locked
matchmaking.services.placing.interpreters.hold_meetings_of
matchmaking.services.placing.interpreters.lock_interpreters
matchmaking.services.placing.live.lock_clusters
matchmaking.services.placing.whole.fill
matchmaking.services.placing.whole.new_version
matchmaking.services.placing.writing.locked_each
matchmaking.services.placing.writing.locked_participants
matchmaking.services.publishing.publish
matchmaking.services.reminders.sending.send_due_reminders
matchmaking.services.requests.changes.locked
notifications.services.gathering.gather_digests
notifications.services.last_word.still_to_tell_each
notifications.services.telling.next_batch
notifications.services.telling.withdraw_whole
privacy.services.erasing.look_again
privacy.services.quoting.forget_quotes
"""


def modules() -> Iterator[tuple[str, dict[str, ast.FunctionDef]]]:
    for path in sorted(settings.BASE_DIR.glob("*/services/**/*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = ".".join(Path(path).relative_to(settings.BASE_DIR).with_suffix("").parts)
        yield name, {row.name: row for row in tree.body if isinstance(row, ast.FunctionDef)}


def called(function: ast.FunctionDef) -> set[str]:
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {call.id if isinstance(call, ast.Name) else getattr(call, "attr", "") for call in calls}


def locking(functions: dict[str, ast.FunctionDef]) -> set[str]:
    """Those that take a lock, themselves or by a private function beside them."""
    calls = {name: called(function) for name, function in functions.items()}
    found = {name for name, names in calls.items() if names & LOCKS}
    while more := {
        name
        for name, names in calls.items()
        if name not in found and any(other.startswith("_") for other in names & found)
    }:
        found |= more
    return {name for name in found if not name.startswith("_")}


def is_act(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(row).split("(")[0] in ACTS for row in function.decorator_list)


def test_what_takes_a_lock_is_an_act_or_known_as_a_part_of_one() -> None:
    bare = {
        f"{module}.{name}"
        for module, functions in modules()
        for name in locking(functions)
        if not is_act(functions[name])
    }
    assert bare == set(PARTS.split())
