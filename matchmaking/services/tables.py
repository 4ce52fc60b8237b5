"""A table is lost, or there again. Published meetings stay at it until a re-plan is published."""

from events.models import Edition
from events.services.locking import locked_edition, retrying
from matchmaking.models import ScheduleRun, Table
from matchmaking.rules import is_grid_open
from matchmaking.services.grid import GridClosed, RunUnderWay


@retrying
def close_table(*, edition: Edition, number: int, is_closed: bool) -> Table:
    """Take a table out of use, or into use again; what is so already is an answer.

    Raises `GridClosed`, `RunUnderWay`, `Table.DoesNotExist`, `Busy`.
    """
    edition = locked_edition(edition.pk)
    table = Table.objects.get(edition=edition, number=number)
    if not is_grid_open(edition):
        raise GridClosed
    if table.is_closed == is_closed:
        return table
    if ScheduleRun.objects.filter(edition=edition).active().exists():
        raise RunUnderWay
    table.is_closed = is_closed
    table.save(update_fields=["is_closed"])
    return table
