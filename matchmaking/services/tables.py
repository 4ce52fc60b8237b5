"""A table is lost, or there again; a table becomes a cluster's own.

Published meetings stay where they are until another schedule is published.
"""

from datetime import datetime

from events.models import Edition, Registration
from events.services.locking import locked_edition
from interface.contention import retrying
from matchmaking.models import ScheduleRun, Table
from matchmaking.rules import is_open_for_planning
from matchmaking.services.grid import GridClosed, GridRefused, RunUnderWay


class TableOwned(GridRefused):
    """Another cluster has this table as its own."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.table = table


@retrying
def close_table(*, edition: Edition, number: int, is_closed: bool, now: datetime) -> Table:
    """Take a table out of use, or into use again; what is so already is an answer.

    Raises `GridClosed`, `RunUnderWay`, `Table.DoesNotExist`, `Busy`.
    """
    edition = locked_edition(edition.pk)
    table = Table.objects.get(edition=edition, number=number)
    if not is_open_for_planning(edition, now):
        raise GridClosed
    if table.is_closed == is_closed:
        return table
    if ScheduleRun.objects.filter(edition=edition).active().exists():
        raise RunUnderWay
    table.is_closed = is_closed
    table.save(update_fields=["is_closed"])
    return table


@retrying
def set_own_table(
    *, edition: Edition, registration: Registration, number: int | None, now: datetime
) -> Table | None:
    """Give a cluster its own table, instead of one it had; None takes it back.

    What is so already is an answer. Raises `GridClosed`, `RunUnderWay`, `TableOwned`,
    `Table.DoesNotExist` (also for one out of use), `Registration.DoesNotExist` (also for one that
    is not approved), `Busy`.
    """
    edition = locked_edition(edition.pk)
    if not is_open_for_planning(edition, now):
        raise GridClosed
    tables = Table.objects.filter(edition=edition).select_related("owner__cluster")
    wanted = None if number is None else tables.get(number=number, is_closed=False)
    if wanted == tables.filter(owner=registration).first():
        return wanted
    if wanted and wanted.owner_id:
        raise TableOwned(wanted)
    if wanted:
        approved = Registration.objects.filter(edition=edition).approved()
        registration = approved.get(pk=registration.pk)
    if ScheduleRun.objects.filter(edition=edition).active().exists():
        raise RunUnderWay
    tables.filter(owner=registration).update(owner=None)
    if wanted:
        wanted.owner = registration
        wanted.save(update_fields=["owner"])
    return wanted
