"""What each role is answered at an event's pages follows from docs/roles.md."""

import pytest

from tests.docs.tables import table_after
from tests.doors.scene import ROLES
from tests.doors.table import Line, addresses, lines

ACTS = {
    row[0]: dict(zip(("owner", "planner", "reception", "viewer"), row[2:], strict=False))
    for row in table_after("roles.md", "What each role may do")
}
PAGES = {
    row[0]: {"GET": row[1], "POST": row[2]} for row in table_after("roles.md", "Where it is asked")
}
READ_AND_CHANGED = {"GET": "read", "POST": "plan"}
# Of one person alone, whoever else may export or import.
ONES_OWN = {"organise-export-made", "organise-export-file", "organise-import-list"}
OF_EVENTS = [
    line
    for line in lines()
    if line.name.startswith("organise-")
    and "slug" in addresses()[line.name]
    and line.name != "organise-series-delete"
]
OF_CLUSTERS = [
    line
    for line in lines()
    if line.name.startswith("meet-") and "edition" in addresses()[line.name]
]
CALL_ACTS = {
    row[0]: dict(zip(("organiser", "planner", "reviewer", "staff"), row[2:], strict=True))
    for row in table_after("roles.md", "Calls")
}
CALL_PAGES = {
    row[0]: {"GET": row[1], "POST": row[2]} for row in table_after("roles.md", "Pages of calls")
}
OF_CALLS = [line for line in lines() if line.name in CALL_PAGES]


def answers(line: Line) -> dict[str, str]:
    return dict(zip(ROLES, line.answers, strict=True))


@pytest.mark.parametrize("line", OF_EVENTS, ids=lambda line: f"{line.method} {line.name}")
def test_a_role_is_refused_what_it_may_not_do(line: Line) -> None:
    act = PAGES.get(line.name, READ_AND_CHANGED)[line.method]
    found = answers(line)
    for role in ("planner", "reception", "viewer"):
        allowed = ACTS[act][role] == "yes" or found["organiser"] == "405"
        is_ones_own = line.name in ONES_OWN and found["organiser"] != "405"
        of_owner = "404" if is_ones_own else found["organiser"]
        assert found[role] == (of_owner if allowed else "403"), role


@pytest.mark.parametrize("line", OF_CLUSTERS, ids=lambda line: f"{line.method} {line.name}")
def test_the_pages_of_a_cluster_are_closed_to_who_may_not_know_its_people(line: Line) -> None:
    found = answers(line)
    for role in ("planner", "reception", "viewer"):
        knows = ACTS["know"][role] == "yes" or found["organiser"] == "405"
        assert found[role] == (found["organiser"] if knows else "404"), role


def test_every_page_that_is_named_is_there() -> None:
    assert PAGES.keys() <= {line.name for line in OF_EVENTS}


@pytest.mark.parametrize("line", OF_CALLS, ids=lambda line: f"{line.method} {line.name}")
def test_a_role_is_refused_what_it_may_not_do_with_a_call(line: Line) -> None:
    act, found = CALL_PAGES[line.name][line.method], answers(line)
    if not act:
        assert found["organiser"] == "405"
        return
    for role, may in CALL_ACTS[act].items():
        assert (found[role] not in {"403", "404"}) == (may == "yes"), role
    for role in ("stranger", "other manager", "other organiser", "reception", "viewer"):
        assert found[role] == "404", role


def test_every_page_of_a_call_that_is_run_or_reviewed_is_named() -> None:
    of_calls = {name for name, wanted in addresses().items() if "call" in wanted}
    assert CALL_PAGES.keys() == of_calls - {"call-detail", "call-apply"}
