"""Tables and times in words: how many places there are, and why they cannot be changed."""

from collections.abc import Sequence
from datetime import tzinfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from events.models import Registration
from interface import moments
from interface.plain_text import isolated
from interface.words import listed, number
from matchmaking.models import Slot, Table
from matchmaking.queries.availability import AnswersTouched
from matchmaking.services import grid as services
from matchmaking.services.tables import TableOwned
from matchmaking.slots import PlaceCount


def places(count: PlaceCount, closed: int = 0) -> str:
    """ "32 places on 2 days", and how they come about; so many tables are out of use."""
    said = {
        "places": _places(count.places - closed * count.slots),
        "days": _days(count.days),
        "times": _times(count.slots),
        "tables": _tables(count.tables - closed),
    }
    if not closed:
        # Translators: "12 places on 1 day: 3 times at 4 tables".
        return _("%(places)s on %(days)s: %(times)s at %(tables)s") % said
    said["closed"] = number(closed)
    # Translators: "8 places on 1 day: 4 times at 2 tables, without 1 out of use".
    return (
        _("%(places)s on %(days)s: %(times)s at %(tables)s, without %(closed)s out of use") % said
    )


def _places(count: int) -> str:
    return ngettext("%(count)s place", "%(count)s places", count) % {"count": number(count)}


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": number(count)}


def _times(count: int) -> str:
    return ngettext("%(count)s time", "%(count)s times", count) % {"count": number(count)}


def _tables(count: int) -> str:
    return ngettext("%(count)s table", "%(count)s tables", count) % {"count": number(count)}


def saved(places_in_words: str, told: int = 0) -> str:
    """What is saved, and how many clusters are told that their times have changed."""
    if not places_in_words:
        said = _("Saved. There are no places yet.")
    else:
        said = _("Saved: %(places)s.") % {"places": places_in_words}
    if not told:
        return said
    words = ngettext(
        "%(count)s cluster that has answered is told.",
        "%(count)s clusters that have answered are told.",
        told,
    ) % {"count": number(told)}
    return f"{said} {words}"


def touched(answers: AnswersTouched) -> str:
    """That a change lies over times which clusters have answered for, and what becomes of it."""
    clusters = len(answers.registrations)
    said = ngettext(
        "This changes times that %(clusters)s cluster has answered for (answers in all: "
        "%(answers)s).",
        "This changes times that %(clusters)s clusters have answered for (answers in all: "
        "%(answers)s).",
        clusters,
    ) % {"clusters": number(clusters), "answers": number(answers.count)}
    kept = _(
        "What they said is kept: new times that overlap it count as not available. When you save, "
        "they are told."
    )
    return f"{said} {kept}"


def refusal(refused: services.GridRefused, zone: tzinfo) -> str:
    """Why the grid was not saved."""
    if isinstance(refused, services.SlotsInUse):
        return _slots_in_use(refused.slots, zone)
    if isinstance(refused, services.TablesOwned):
        return _tables_owned(refused.tables)
    if isinstance(refused, services.TablesInUse):
        return _tables_in_use(refused.tables)
    return str(REFUSALS[type(refused)])


def _slots_in_use(slots: Sequence[Slot], zone: tzinfo) -> str:
    when = listed(moments.day_and_clock(slot.period.lower, zone) for slot in slots)
    return _(
        "Meetings are placed at these times: %(times)s. Move or remove them in the schedule first."
    ) % {"times": when}


def _tables_owned(tables: Sequence[Table]) -> str:
    return ngettext(
        "Clusters own table %(tables)s. Take this back below first.",
        "Clusters own tables %(tables)s. Take this back below first.",
        len(tables),
    ) % {"tables": listed(str(table.number) for table in tables)}


def _tables_in_use(tables: Sequence[Table]) -> str:
    return ngettext(
        "Meetings are placed at table %(tables)s. Move or remove them in the schedule first.",
        "Meetings are placed at tables %(tables)s. Move or remove them in the schedule first.",
        len(tables),
    ) % {"tables": listed(str(table.number) for table in tables)}


REFUSALS = {
    services.GridClosed: _lazy("This event is over. Its tables and times stay as they are."),
    services.GridChanged: _lazy(
        "Somebody else has saved other tables and times meanwhile. Open this page again and enter "
        "your changes there."
    ),
    services.RunUnderWay: _lazy("A schedule run is under way. Wait until it ends, or stop it."),
}


def owned(registration: Registration, table: int | None) -> str:
    """What became of a cluster's own table."""
    said = {"cluster": registration.cluster.called, "table": table}
    if table is None:
        return _("%(cluster)s has no table of its own now.") % said
    return _("%(cluster)s has table %(table)s as its own now.") % said


def not_owned(refused: Exception) -> str:
    """Why a table does not become a cluster's own."""
    if isinstance(refused, TableOwned):
        return _owned_by_another(refused.table)
    if isinstance(refused, services.GridRefused):
        return str(REFUSALS[type(refused)])
    if isinstance(refused, Registration.DoesNotExist):
        return _("This cluster does not take part any more.")
    return _("There is no such table in use any more.")


def _owned_by_another(table: Table) -> str:
    if not table.owner:
        return _("Table %(table)s is another cluster's own. Take it back first.") % {
            "table": table.number
        }
    return _("Table %(table)s is the own table of %(cluster)s. Take it back first.") % {
        "table": table.number,
        "cluster": isolated(table.owner.cluster.called),
    }


def use(table: Table, *, until_replan: bool) -> str:
    """Whether a table is in use, and what becomes of its meetings."""
    said = {"table": table.number}
    if not table.is_closed:
        return _("Table %(table)s is in use.") % said
    if until_replan:
        return _("Table %(table)s is out of use. Its meetings keep it until you re-plan.") % said
    return _("Table %(table)s is out of use. Its meetings keep it until the next run.") % said
