"""What is counted of an event: requests by cluster, answers to invitations, how fair it is."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy, pgettext_lazy

from events.models import Edition, Registration
from events.queries.inviting import Counted
from matchmaking.queries.fairness import Tally
from organise.queries import tables as rows
from organise.queries.countries import OfCountry, by_country
from organise.words.tables.table import CLUSTER, REGION, Column, Table

BY_CLUSTER = Table(
    "requests-by-cluster",
    gettext_lazy("Requests by cluster"),
    (
        Column("cluster", CLUSTER, lambda _e, row: row.registration.cluster.called),
        Column("sent", pgettext_lazy("requests", "Sent"), lambda _e, row: row.sent),
        Column("received", pgettext_lazy("requests", "Received"), lambda _e, row: row.received),
        Column("to_answer", pgettext_lazy("requests", "To answer"), lambda _e, row: row.to_answer),
        Column("agreed", pgettext_lazy("requests", "Agreed"), lambda _e, row: row.agreed),
        Column(
            "most",
            gettext_lazy("Most meetings in all"),
            lambda _e, row: row.registration.max_meetings,
        ),
    ),
    rows.by_cluster,
)


State = Registration.State


def _in_state(state: str) -> Callable[[Edition, OfCountry], int]:
    return lambda _edition, row: row.states[state]


BY_COUNTRY = Table(
    "countries",
    gettext_lazy("By country"),
    (
        Column("country", gettext_lazy("Country"), lambda _e, row: row.name),
        Column("code", gettext_lazy("Country code"), lambda _e, row: row.code),
        *(
            Column(state.value, state.label, _in_state(state.value))
            for state in (
                State.APPROVED,
                State.WAITING,
                State.WAITLISTED,
                State.DECLINED,
                State.WITHDRAWN,
            )
        ),
        Column("delegates", gettext_lazy("Delegates of those approved"), lambda _e, r: r.delegates),
        Column("meetings", gettext_lazy("Published meetings"), lambda _e, row: row.meetings),
        Column("held", pgettext_lazy("meetings", "Recorded as held"), lambda _e, row: row.held),
    ),
    by_country,
)


def _share(_edition: Edition, row: Tally) -> str:
    return "" if row.share is None else f"{row.share:.1f}"


def _breaks_each(_edition: Edition, row: Tally) -> str:
    return f"{row.breaks_each:.2f}"


TALLY = (
    Column("requested", gettext_lazy("Requested"), lambda _e, row: row.requested),
    Column("accepted", pgettext_lazy("requests", "Accepted"), lambda _e, row: row.accepted),
    Column("placed", pgettext_lazy("meetings", "Placed"), lambda _e, row: row.placed),
    Column("share", gettext_lazy("Share placed, in per cent"), _share),
    Column("breaks", gettext_lazy("Breaks"), lambda _e, row: row.breaks),
)
FAIRNESS = Table(
    "fairness",
    gettext_lazy("Fairness by cluster"),
    (Column("cluster", CLUSTER, lambda _e, row: row.name), *TALLY),
    rows.tallies,
)
FAIRNESS_OF_REGIONS = Table(
    "fairness-regions",
    gettext_lazy("Fairness by region"),
    (
        Column("region", REGION, lambda _e, row: row.name),
        Column("clusters", gettext_lazy("Clusters"), lambda _e, row: row.clusters),
        *TALLY,
        Column("breaks_each", gettext_lazy("Breaks per cluster"), _breaks_each),
    ),
    rows.tallies_of_regions,
)

BY = {
    "all": pgettext_lazy("counted", "All"),
    "region": REGION,
    "sector": gettext_lazy("Sector"),
}


def _by(_edition: Edition, row: tuple[str, Counted]) -> str:
    return str(BY[row[0]])


def _figure(name: str) -> Callable[[Edition, tuple[str, Counted]], str | int]:
    def found(_edition: Edition, row: tuple[str, Counted]) -> str | int:
        value: str | int = getattr(row[1], name)
        return value

    return found


COUNTED_INVITATIONS = Table(
    "invitations-counted",
    gettext_lazy("Answers to invitations"),
    (
        Column("by", pgettext_lazy("column", "Counted by"), _by),
        Column("name", gettext_lazy("Region or sector"), _figure("name")),
        Column("invited", pgettext_lazy("clusters", "Invited"), _figure("invited")),
        Column(
            "registered",
            pgettext_lazy("invitation", "Registered"),
            lambda _e, row: row[1].registered,
        ),
        Column(
            "declined",
            pgettext_lazy("invitation", "Not this time"),
            lambda _e, row: row[1].declined,
        ),
        Column("open", pgettext_lazy("invitation", "No answer"), _figure("open")),
        Column(
            "nobody",
            pgettext_lazy("invitation", "Nobody to write to"),
            lambda _e, row: row[1].nobody,
        ),
    ),
    rows.counted_invitations,
)
