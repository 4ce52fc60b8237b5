"""Who takes part: invited, applied, registered, and whom they send."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from events.models import Application, Delegate, Edition, Registration
from events.models.inviting import Standing
from interface.states import state_words
from organise.queries import tables as rows
from organise.queries.tables import local
from organise.words.tables.table import CLUSTER, COUNTRY, REGION, STATE, Column, Table, presence

WAITING = Registration.State.WAITING


def _delegates(_edition: Edition, row: Registration) -> str:
    named = (f"{one.name} ({one.job_title})" if one.job_title else one.name for one in _sent(row))
    return "; ".join(named)


def _sent(row: Registration) -> list[Delegate]:
    return list(row.delegates.all())


def _there(edition: Edition, row: Delegate) -> str:
    return presence(edition, row.presence)


def _place(_edition: Edition, row: Application) -> int | None:
    is_reserve = row.state == Application.State.RESERVE
    return row.verdict.place if is_reserve else None


REGISTRATIONS = Table(
    "registrations",
    gettext_lazy("Registrations"),
    (
        Column("cluster", CLUSTER, lambda _e, row: row.cluster.called),
        Column("full_name", gettext_lazy("Full name"), lambda _e, row: row.cluster.name),
        Column("region", REGION, lambda _e, row: str(row.cluster.region or "")),
        Column("region_code", COUNTRY, lambda _e, row: getattr(row.cluster.region, "code", "")),
        Column("state", STATE, lambda _e, row: state_words(row.state, "registration")),
        Column("seats", gettext_lazy("Meetings at a time"), lambda _e, row: row.most_at_once),
        Column("most", gettext_lazy("Most meetings in all"), lambda _e, row: row.max_meetings),
        Column(
            "takes_part",
            gettext_lazy("Takes part"),
            lambda _e, row: row.get_takes_part_display(),
        ),
        Column(
            "sectors",
            gettext_lazy("Sectors"),
            lambda _e, row: "; ".join(sector.name for sector in row.cluster.sectors.all()),
        ),
        Column("website", gettext_lazy("Website"), lambda _e, row: row.cluster.website),
        Column("delegates", gettext_lazy("Delegates"), lambda _e, row: len(_sent(row))),
        Column(
            "registered_at",
            pgettext_lazy("when", "Registered"),
            lambda e, row: local(e, row.created_at),
        ),
        Column(
            "decided_at",
            pgettext_lazy("when", "Decided"),
            lambda e, row: local(e, row.decided_at if row.state != WAITING else None),
        ),
        Column("people", gettext_lazy("Names of the delegates"), _delegates, is_personal=True),
        Column(
            "registered_by",
            gettext_lazy("Registered by"),
            lambda _e, row: row.registered_by.name,
            is_personal=True,
        ),
        Column(
            "message",
            gettext_lazy("Message to the organiser"),
            lambda _e, row: row.message,
            is_personal=True,
        ),
    ),
    rows.registrations,
)
DELEGATES = Table(
    "delegates",
    gettext_lazy("Delegates"),
    (
        Column("cluster", CLUSTER, lambda _e, row: row.registration.cluster.called),
        Column("region", REGION, lambda _e, row: str(row.registration.cluster.region or "")),
        Column("state", STATE, lambda _e, row: state_words(row.registration.state, "registration")),
        Column(
            "number", gettext_lazy("Number in the delegation"), lambda _e, row: row.position + 1
        ),
        Column("name", gettext_lazy("Name"), lambda _e, row: row.name, is_personal=True),
        Column(
            "job_title", gettext_lazy("Job title"), lambda _e, row: row.job_title, is_personal=True
        ),
        Column(
            "languages", gettext_lazy("Languages"), lambda _e, row: row.languages, is_personal=True
        ),
        Column("topics", gettext_lazy("Topics"), lambda _e, row: row.topics, is_personal=True),
        Column("there", gettext_lazy("When there"), _there, is_personal=True),
    ),
    rows.delegates,
)
INVITATIONS = Table(
    "invitations",
    gettext_lazy("Invitations"),
    (
        Column("cluster", CLUSTER, lambda _e, row: row.cluster.called),
        Column("full_name", gettext_lazy("Full name"), lambda _e, row: row.cluster.name),
        Column("region", REGION, lambda _e, row: str(row.cluster.region or "")),
        Column("region_code", COUNTRY, lambda _e, row: getattr(row.cluster.region, "code", "")),
        Column("answer", gettext_lazy("Answer"), lambda _e, row: str(Standing(row.standing).label)),
        Column("website", gettext_lazy("Website"), lambda _e, row: row.cluster.website),
        Column("reason", gettext_lazy("Reason"), lambda _e, row: row.reason, is_personal=True),
    ),
    rows.invited,
)
APPLICATIONS = Table(
    "applications",
    gettext_lazy("Applications to calls"),
    (
        Column("call", pgettext_lazy("column", "Call"), lambda _e, row: row.call.title),
        Column("applicant", gettext_lazy("Applicant"), lambda _e, row: row.organisation.called),
        Column("state", STATE, lambda _e, row: state_words(row.state, "application")),
        Column("place", gettext_lazy("Place among the reserves"), _place),
    ),
    rows.applications,
)
