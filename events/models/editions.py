"""Editions: one event each, past or run here."""

import zoneinfo
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.rules import reads_unpublished
from clusters.models import (
    FundingProgramme,
    Organisation,
    Region,
    RegionPartnership,
    Role,
    Sector,
)
from clusters.models.projects import DatePrecision
from events import bounds
from events.models.closing import Closing
from events.models.keeping import Keeping
from events.models.rules import MeetingRules
from events.models.running import HeldRole, role_of
from events.models.series import Series
from interface import folding
from interface.checks import CheckedTogether
from translations.declaring import Translatable


def is_time_zone(value: str) -> None:
    """Refuses a name that is not in the IANA time zone database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("Choose a time zone such as Europe/Madrid."))


def in_english() -> list[str]:
    """The languages of an event of which nobody says otherwise."""
    return ["en"]


def counting(path: str = "") -> Q:
    """What the register's figures count as editions: public, not cancelled, none invented; `path`
    leads to the edition, as "editions__" does from a series.
    """
    states = set(Edition.State) - {Edition.State.DRAFT, Edition.State.CANCELLED}
    return Q(**{f"{path}state__in": sorted(states), f"{path}is_demo": False})


class EditionQuerySet(models.QuerySet["Edition"]):
    def public(self) -> Self:
        """What a visitor may read: everything but drafts."""
        return self.exclude(state=Edition.State.DRAFT)

    def counted(self) -> Self:
        """What the register's figures count as editions: see `counting`."""
        return self.filter(counting())

    def organised_by(self, user: User | AnonymousUser, *roles: Role) -> Self:
        """Editions run here in which this person has one of these roles, or any (`HeldRole`)."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Exists(HeldRole.objects.there(user, *roles)))

    def backstage_of(self, user: User | AnonymousUser) -> Self:
        """Editions whose organiser's pages this person may open; staff only reads there."""
        if reads_unpublished(user):
            return self.filter(is_recorded=False)
        return self.organised_by(user)

    def asked_by(self, user: User) -> Self:
        """With the role that this person has in each, in the same query; None: no role."""
        return self.annotate(asked_by=Value(user.pk), asked_role=role_of(user))

    def roles_of(self, user: User) -> "models.QuerySet[Edition, str | None]":
        """The role alone, of each."""
        return self.annotate(asked_role=role_of(user)).values_list("asked_role", flat=True)

    def led_by_clock(self) -> Self:
        """Editions run here whose state may change because time passes."""
        return self.filter(is_recorded=False).exclude(state__in=Edition.BY_HAND)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        if reads_unpublished(user):
            return self
        if not user.is_authenticated:
            return self.public()
        return self.filter(~Q(state=Edition.State.DRAFT) | Exists(HeldRole.objects.there(user)))


class Edition(CheckedTogether, Closing, Keeping, MeetingRules):
    """One event. Slugs are never changed or used again.

    `is_recorded` marks a past edition that was entered from sources; the others are run here.
    A record is `announced` while no source says that it took place, and `finished` otherwise.
    `ends_on` is the last day. A date known only to the month or year spans all of it.
    """

    class Kind(models.TextChoices):
        INTERCLUSTER = "intercluster", _("Intercluster meeting")
        CONFERENCE = "conference", _("Conference")
        STUDY_VISIT = "study_visit", _("Study visit")
        PROJECT_MEETING = "project_meeting", _("Project meeting")
        CONGRESS = "congress", _("Congress")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("edition", "Draft")
        ANNOUNCED = "announced", pgettext_lazy("edition", "Announced")
        REGISTRATION_OPEN = "registration_open", pgettext_lazy("edition", "Registration open")
        REQUESTS_OPEN = "requests_open", pgettext_lazy("edition", "Requests open")
        SCHEDULING = "scheduling", pgettext_lazy("edition", "Scheduling")
        PUBLISHED = "published", pgettext_lazy("edition", "Published")
        RUNNING = "running", pgettext_lazy("edition", "Running")
        FINISHED = "finished", pgettext_lazy("edition", "Finished")
        CANCELLED = "cancelled", pgettext_lazy("edition", "Cancelled")

    # What only an organiser, not the clock, brings about or ends.
    BY_HAND = (State.DRAFT, State.FINISHED, State.CANCELLED)

    translatable: ClassVar[Translatable] = Translatable(
        called=_("The event"),
        fields={"name": _("Name"), "summary": _("In one or two sentences"), "venue": _("Venue")},
        exact=frozenset({"venue"}),
    )

    slug = models.SlugField(max_length=100, unique=True)
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="editions"
    )
    ordinal = models.PositiveSmallIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.INTERCLUSTER)
    name = models.CharField(max_length=200)
    summary = models.CharField(max_length=400, blank=True)
    languages = ArrayField(
        models.CharField(max_length=10),
        default=in_english,
        help_text=_("In which its texts are written; the first one leads."),
    )
    owner = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="editions_owned",
        help_text=_("The body whose members run this edition here."),
    )
    host_region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="editions_hosted"
    )
    guest_regions: "models.ManyToManyField[Region, Any]" = models.ManyToManyField(
        Region, blank=True, related_name="editions_as_guest"
    )
    sectors: "models.ManyToManyField[Sector, Any]" = models.ManyToManyField(
        Sector, blank=True, related_name="editions"
    )
    partnerships: "models.ManyToManyField[RegionPartnership, Any]" = models.ManyToManyField(
        RegionPartnership, blank=True, related_name="editions"
    )
    funding_programmes: "models.ManyToManyField[FundingProgramme, Any]" = models.ManyToManyField(
        FundingProgramme, blank=True, related_name="editions"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text=_("The last day."))
    date_precision = models.CharField(
        max_length=5, choices=DatePrecision.choices, default=DatePrecision.DAY
    )
    time_zone = models.CharField(max_length=50, default="Europe/Madrid", validators=[is_time_zone])
    venue = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    reply_to = models.EmailField(
        _("address for answers"),
        blank=True,
        help_text=_("Where answers to mails about the event go. No page shows it."),
    )
    country_code = models.CharField(max_length=2, blank=True, help_text=_("ISO 3166-1 alpha-2."))
    latitude = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    longitude = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("most clusters"), null=True, blank=True, help_text=_("Empty for no limit.")
    )
    fairness = models.PositiveSmallIntegerField(
        _("largest difference in breaks"),
        null=True,
        blank=True,
        default=2,
        help_text=_("Between any two clusters. Empty for no rule."),
    )
    cancelled_at = models.DateTimeField(
        null=True, blank=True, help_text=_("What had begun by then has taken place.")
    )
    is_fairness_public = models.BooleanField(
        _("everybody may read the fairness page"), default=False
    )
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    is_recorded = models.BooleanField(_("entered from sources"), default=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False)
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.UUIDField(null=True, blank=True, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sort_name = folding.sort_name()
    known_as = folding.known_as("name", "city")

    objects = EditionQuerySet.as_manager()

    class Meta(MeetingRules.Meta):
        ordering = ("-starts_on", "sort_name", "pk")
        indexes = (folding.names_index("edition_known_as"),)
        abstract = False
        constraints: ClassVar[Any] = (
            *Closing.Meta.constraints,
            *Keeping.Meta.constraints,
            *MeetingRules.Meta.constraints,
            models.UniqueConstraint(fields=("series", "ordinal"), name="edition_ordinal_once"),
            models.CheckConstraint(
                condition=Q(languages__len__gte=1), name="edition_has_languages"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "draft",
                        "announced",
                        "registration_open",
                        "requests_open",
                        "scheduling",
                        "published",
                        "running",
                        "finished",
                        "cancelled",
                    ]
                ),
                name="edition_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="announced") | Q(is_recorded=True),
                name="edition_announced_is_record",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True, ends_on__isnull=True)
                | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="edition_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(starts_on__gte=bounds.FIRST_DAY, ends_on__lte=bounds.LAST_DAY)
                | Q(
                    is_recorded=True,
                    starts_on__gte=bounds.FIRST_RECORDED_DAY,
                    ends_on__lte=bounds.LAST_DAY,
                ),
                name="edition_years_in_bounds",
                violation_error_message=_(
                    "Enter years from 2000 to 2100, or from 1950 for a record of the archive."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_recorded=True) | Q(ends_on__lte=F("starts_on") + bounds.LONGEST),
                name="edition_run_here_at_most_14_days",
                violation_error_message=_("An event run here has at most 14 days."),
            ),
            models.CheckConstraint(
                condition=Q(is_recorded=True) | Q(starts_on__isnull=False, owner__isnull=False),
                name="edition_run_here_has_dates_and_owner",
            ),
            models.CheckConstraint(
                condition=Q(ordinal__isnull=True) | Q(series__isnull=False, ordinal__gte=1),
                name="edition_ordinal_within_series",
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="edition_capacity_1"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("edition-detail", args=[self.slug])

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def is_public(self) -> bool:
        return self.state != self.State.DRAFT
