"""What cannot be held as it is placed, in sentences."""

from django.utils.translation import gettext as _

from matchmaking.models import Placement
from matchmaking.queries.plan import Plan
from matchmaking.words.names import where


def conflict(plan: Plan, row: Placement) -> str:
    """The sentence for a placed meeting that cannot be held where it is."""
    place = where(plan.names, row.slot_id, row.table_id)
    return _words(plan, row) % {"meeting": plan.names.meeting(row.meeting_id), "place": place}


def _words(plan: Plan, row: Placement) -> str:
    """What weighs most first."""
    people = plan.names.participants.get(row.meeting_id, ())
    if any(plan.misses(pk, row.meeting_id) for pk in people):
        return _("One side does not take part any more: %(meeting)s, %(place)s")
    if row.table_id in plan.closed:
        return _("The table is out of use: %(meeting)s, %(place)s")
    if plan.is_other_way(row) and plan.names.is_online(row.meeting_id):
        return _("One side takes part online, and this is at a table: %(meeting)s, %(place)s")
    if plan.is_other_way(row):
        return _("Both can be on site, and this is online: %(meeting)s, %(place)s")
    return _of_people(plan, row, people)


def _of_people(plan: Plan, row: Placement, people: tuple[int, ...]) -> str:
    if any(plan.is_elsewhere(pk, row.slot_id, row.meeting_id) for pk in people):
        return _("Somebody is in another meeting then: %(meeting)s, %(place)s")
    if plan.lacks_interpreter(row):
        return _("No common language, and nobody interprets: %(meeting)s, %(place)s")
    if any(plan.is_overfull(pk, row.slot_id) for pk in people):
        return _("More meetings at a time than delegates: %(meeting)s, %(place)s")
    if plan.is_outside(row.meeting_id, row.slot_id):
        return _("They agreed to meet at other times only: %(meeting)s, %(place)s")
    return _("Somebody is not available: %(meeting)s, %(place)s")
