"""What a person may open: every object of a page is fetched here, or is not there (404).

An edition comes first; what belongs to it is looked for among what is visible to the person, in
that edition. Who may read but not change an edition is refused (403) by `organised_edition`.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Subquery
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from clusters.models import Organisation
from events.models import Edition, EditionOrganiser, Registration, Series, SeriesAsk, Session
from events.queries.consent import co_organiser_asks, series_asks
from events.queries.series import series_of
from events.rules import can_organise
from matchmaking.models import (
    AppliedRemedy,
    AvailabilityAsk,
    Meeting,
    MeetingRequest,
    ScheduleEdit,
    ScheduleRun,
    ScheduleVersion,
)
from matchmaking.queries.requests import requests_of
from matchmaking.queries.schedule import current_version_of
from organise.queries.runs import FILES, HEAVY


def backstage_edition(request: HttpRequest, slug: str) -> Edition:
    """An edition whose organiser's pages this person may open."""
    rows = Edition.objects.backstage_of(request.user).select_related("host_region", "owner")
    return get_object_or_404(rows, slug=slug)


def organised_edition(request: HttpRequest, slug: str) -> Edition:
    """An edition that this person may change: else 403 for who may read, 404 for others."""
    edition = backstage_edition(request, slug)
    if not can_organise(request.user, edition):
        raise PermissionDenied
    return edition


def own_series(request: HttpRequest, slug: str) -> Series:
    """A series of a body that this person speaks for."""
    return get_object_or_404(series_of(request.user), slug=slug)


def edition_to_answer(request: HttpRequest, slug: str) -> Edition:
    """An edition that is read by GET and changed by POST."""
    load = organised_edition if request.method == "POST" else backstage_edition
    return load(request, slug)


def co_organiser_ask_of(user: User, pk: int) -> EditionOrganiser:
    """A naming as co-organiser, for the members of the body that is named."""
    return get_object_or_404(co_organiser_asks(user), pk=pk)


def series_ask_of(user: User, pk: int) -> SeriesAsk:
    """A question to a series, for those whose series it is."""
    return get_object_or_404(series_asks(user), pk=pk)


# What is in an edition that was loaded above ----------------------------------------------------


def session_of(edition: Edition, pk: int) -> Session:
    return get_object_or_404(edition.sessions, pk=pk)


def registration_of(request: HttpRequest, edition: Edition, pk: int) -> Registration:
    rows = Registration.objects.visible_to(request.user).filter(edition=edition)
    return get_object_or_404(rows.select_related("cluster__region", "registered_by"), pk=pk)


def cluster_to_register(slug: str) -> Organisation:
    """Any cluster of the register: all are public."""
    return get_object_or_404(Organisation.objects.clusters().select_related("region"), slug=slug)


def request_of(request: HttpRequest, edition: Edition, pk: int) -> MeetingRequest:
    visible = MeetingRequest.objects.visible_to(request.user)
    return get_object_or_404(requests_of(edition).filter(pk__in=visible.values("pk")), pk=pk)


def meeting_of(edition: Edition, pk: int) -> Meeting:
    return get_object_or_404(Meeting, edition=edition, pk=pk)


def run_of(request: HttpRequest, edition: Edition, number: int) -> ScheduleRun:
    rows = ScheduleRun.objects.visible_to(request.user).select_related(
        "edition", "result", "stopped_by", "requested_by", "replay_of", "starts_from"
    )
    return get_object_or_404(rows, edition=edition, number=number)


def what_if_of(request: HttpRequest, edition: Edition, number: int) -> ScheduleRun:
    rows = ScheduleRun.objects.visible_to(request.user).filter(kind=ScheduleRun.Kind.WHAT_IF)
    rows = rows.select_related("requested_by", "stopped_by").defer("problem")
    return get_object_or_404(rows, edition=edition, number=number)


def version_of(request: HttpRequest, edition: Edition, number: int) -> ScheduleVersion:
    return get_object_or_404(_versions(request), edition=edition, number=number)


def version_with_edition(
    request: HttpRequest, slug: str, number: int
) -> tuple[ScheduleVersion, bool]:
    """A version with its edition, and whether work goes on from this version, in one query."""
    rows = _versions(request).filter(edition__in=Edition.objects.backstage_of(request.user))
    rows = rows.select_related("edition__host_region", "edition__owner")
    rows = rows.defer(*(f"run__{name}" for name in HEAVY))
    current = Subquery(current_version_of("edition").values("pk"))
    version = get_object_or_404(rows.annotate(current=current), edition__slug=slug, number=number)
    return version, getattr(version, "current", None) == version.pk


def _versions(request: HttpRequest) -> QuerySet[ScheduleVersion]:
    rows = ScheduleVersion.objects.visible_to(request.user).select_related("edition", "run")
    return rows.defer(*(f"run__{name}" for name in FILES))


def edit_of(version: ScheduleVersion, number: int) -> ScheduleEdit:
    return get_object_or_404(version.edits, number=number)


def applied_remedy_of(edition: Edition, pk: int) -> AppliedRemedy:
    rows = AppliedRemedy.objects.filter(version__edition=edition).select_related("version")
    return get_object_or_404(rows, pk=pk)


def ask_of(edition: Edition, pk: int) -> AvailabilityAsk:
    return get_object_or_404(AvailabilityAsk, edition=edition, pk=pk)
