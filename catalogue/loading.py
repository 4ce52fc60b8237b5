"""What a page of the register is about: one function a thing, 404 where it is not for this person.

Series, regions, organisations and projects are public; editions are not before they are announced.
"""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from catalogue.calendars import has_calendar
from clusters.models import Organisation, Project, Region, RegionFormerCode, Source
from events.models import Call, Edition, Series
from events.queries.calls import calls_column
from files.models import StoredFile
from matchmaking.models import ScheduleVersion
from matchmaking.queries.schedule import published_version
from matchmaking.rules import is_fairness_shown


def security_contact() -> tuple[str, date]:
    """Who is told of a hole, and until when that holds."""
    contact, last_day = settings.SECURITY_CONTACT, settings.SECURITY_EXPIRES
    if not (contact and last_day) or last_day < timezone.now().date():
        raise Http404
    return contact, last_day


def edition_of(user: User | AnonymousUser, slug: str) -> Edition:
    rows = Edition.objects.visible_to(user).annotate(open_calls=calls_column(timezone.now()))
    rows = rows.select_related("series", "host_region", "owner")
    return get_object_or_404(rows, slug=slug)


def dated_edition_of(user: User | AnonymousUser, slug: str) -> Edition:
    """An edition that can stand in a calendar."""
    edition = edition_of(user, slug)
    if not has_calendar(edition):
        raise Http404
    return edition


def fair_schedule_of(user: User | AnonymousUser, slug: str) -> ScheduleVersion:
    """The published schedule (with its edition) whose fairness the organiser shows to everybody."""
    edition = edition_of(user, slug)
    version = published_version(edition)
    if version is None or not is_fairness_shown(edition, timezone.now()):
        raise Http404
    version.edition = edition
    return version


def call_of(slug: str) -> Call:
    """A call that is public."""
    rows = Call.objects.public().select_related("edition", "series", "body")
    return get_object_or_404(rows, slug=slug)


def series_of(slug: str) -> Series:
    return get_object_or_404(Series.objects.select_related("organiser"), slug=slug)


def region_of(code: str) -> Region:
    """The region with this code, or the one that once had it."""
    region = Region.objects.select_related("parent").filter(code=code).first()
    if region:
        return region
    formers = RegionFormerCode.objects.select_related("region")
    return get_object_or_404(formers, code=code).region


def source_of(slug: str) -> Source:
    return get_object_or_404(Source, slug=slug)


def organisation_of(slug: str) -> Organisation:
    rows = Organisation.objects.select_related("region", "parent", "logo")
    return get_object_or_404(rows.prefetch_related("sectors"), slug=slug)


def logo_of(slug: str, key: UUID) -> StoredFile:
    """The logo of an organisation that stands in the register, while it is the one."""
    body = get_object_or_404(Organisation.objects.select_related("logo"), slug=slug, logo__key=key)
    assert body.logo  # noqa: S101 (asked for above)
    return body.logo


def project_of(slug: str) -> Project:
    return get_object_or_404(Project.objects.prefetch_related("sectors"), slug=slug)
