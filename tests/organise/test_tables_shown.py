"""Each table on a page of the organiser's workspace can be taken along, or it is said why not."""

import re
from pathlib import Path

import pytest

from organise.words.tables import TABLES
from organise.words.tables.lists import LISTS
from tools.devservers.local import CHECKOUT

TEMPLATES = CHECKOUT / "templates/organise"
CALL = "the call's own file"
# By the template that shows it: the tables that it is taken along as.
TAKEN = {
    "asks.html": {"asks"},
    "call_list.html": {"calls"},
    "edition_list.html": {"events"},
    "fairness.html": {"fairness", "fairness-regions"},
    "held.html": {"meetings"},
    "invitation_counts.html": {"invitations-counted"},
    "registration_table.html": {"registrations"},
    "request_figures.html": {"requests-by-cluster"},
    "request_table.html": {"requests"},
    "run_table.html": {"runs"},
    "schedule_clusters.html": {"meetings"},
    "schedule_marks.html": {"meetings"},
    "schedule_online.html": {"meetings"},
    "schedule_tables.html": {"meetings"},
}
# What is shown in a table and is none of the event's.
OTHERWISE = {
    "call_table.html": "organise-call-export takes it along",
    "import_faults.html": "rows of a list that somebody brought along",
    "import_list.html": "rows of a list that somebody brought along",
    "request_matrix.html": "who asked whom, which the table of requests says row by row",
    "schedule_lanes.html": "the meetings of one cluster beside the grid, which is taken along",
    "run_columns.html": "runs side by side, each of which is a row of the table of runs",
    "run_steps.html": "one run, which has files of its own",
    "what_if_figures.html": "what one question would bring, which is in no schedule",
    "what_if_list.html": "questions that were asked, which are in no schedule",
}
SHOWS = re.compile(r"<table\b|fairness_body\.html")


def shown() -> set[str]:
    found = {path.name for path in TEMPLATES.glob("*.html") if SHOWS.search(path.read_text())}
    # A list of meetings, in rows that are no table.
    return found | {"held.html"}


def test_each_table_on_a_page_is_taken_along_or_has_a_reason() -> None:
    assert shown() == TAKEN.keys() | OTHERWISE.keys()
    assert not TAKEN.keys() & OTHERWISE.keys()


@pytest.mark.parametrize("template", sorted(TAKEN))
def test_it_is_taken_along_from_its_own_page(template: str) -> None:
    """Either the template or one that includes it leads there."""
    own = f"organise/{template}"
    pages = [path.read_text() for path in TEMPLATES.glob("*.html")]
    around = [page for page in pages if own in page]
    around += [page for name in included_by(own) for page in pages if name in page]
    around.append((TEMPLATES / template).read_text())
    for code in TAKEN[template]:
        assert code in TABLES or code in LISTS
        asked = re.compile(rf'take_along\.html" with table="{code}"|\?table={code}"')
        assert any(asked.search(page) for page in around), code


def included_by(name: str) -> list[str]:
    """The templates that include this one."""
    paths: list[Path] = [path for path in TEMPLATES.glob("*.html") if name in path.read_text()]
    return [f"organise/{path.name}" for path in paths]
