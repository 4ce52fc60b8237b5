"""Organisations: a cluster is one; authorities, agencies and companies are others."""

from datetime import date, timedelta
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.models.regions import Region
from clusters.models.roles import ACTING
from clusters.models.sources import Fact, Source
from files.models import StoredFile
from interface import folding


class Sector(models.Model):
    """One of the 14 industrial ecosystems of the European Union."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100, unique=True)
    position = models.PositiveSmallIntegerField(unique=True)
    sort_name = folding.sort_name()
    known_as = folding.known_as("name")

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


# So many languages one organisation may name.
MOST_LANGUAGES = 24


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def clusters(self) -> Self:
        return self.filter(kind=Organisation.Kind.CLUSTER)

    def joined_by(self, user: User | AnonymousUser) -> Self:
        """Organisations that this person is a member of, in any role."""
        return self.filter(memberships__user=user) if user.is_authenticated else self.none()

    def acted_for_by(self, user: User | AnonymousUser) -> Self:
        """Those that this person acts for: as owner or planner, or as member of a cluster."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user, memberships__role__in=ACTING)

    def organising(self) -> Self:
        """Bodies that may hold editions."""
        return self.filter(kind__in=Organisation.ORGANISING_KINDS)


OrganisationManager = models.Manager.from_queryset(OrganisationQuerySet)


class RegisterManager(OrganisationManager["Organisation"]):
    """What stands in the register: everything but drafts."""

    def get_queryset(self) -> OrganisationQuerySet:
        rows: OrganisationQuerySet = OrganisationQuerySet(self.model, using=self._db)
        return rows.filter(is_draft=False)


class Organisation(models.Model):
    """A body of the register, public as a whole. Slugs are never changed or used again.

    A draft was entered by an organiser's import: it takes part in that event, and stands in the
    register once somebody who speaks for it is confirmed, or an administrator says so.
    """

    class Kind(models.TextChoices):
        CLUSTER = "cluster", _("Cluster")
        AUTHORITY = "authority", _("Regional authority")
        AGENCY = "agency", _("Agency")
        FEDERATION = "federation", _("Federation")
        EUROPEAN_INSTITUTION = "european_institution", _("European institution")
        COMPANY = "company", _("Company")
        TECHNOLOGY_CENTRE = "technology_centre", _("Technology centre")
        TRAINING_CENTRE = "training_centre", _("Training centre")
        NETWORK = "network", _("Network")
        OTHER = "other", _("Other organisation")

    ORGANISING_KINDS = (
        Kind.AUTHORITY,
        Kind.AGENCY,
        Kind.FEDERATION,
        Kind.EUROPEAN_INSTITUTION,
    )

    slug = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    name_language = models.CharField(
        max_length=10, blank=True, help_text=_("BCP 47 code when the name is not English.")
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    sectors: "models.ManyToManyField[Sector, Any]" = models.ManyToManyField(
        Sector, blank=True, related_name="organisations"
    )
    summary = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    website = models.URLField(blank=True)
    founded_year = models.PositiveSmallIntegerField(null=True, blank=True)
    member_count = models.PositiveIntegerField(
        _("companies and centres in the cluster"), null=True, blank=True
    )
    # ISO 639-1, of `clusters.languages.SPOKEN`.
    languages = ArrayField(
        models.CharField(max_length=3), default=list, blank=True, size=MOST_LANGUAGES
    )
    logo = models.ForeignKey(
        StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_demo = models.BooleanField(_("demonstration data"), default=False)
    is_draft = models.BooleanField(_("not in the register yet"), default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    sort_name = folding.sort_name(Coalesce(NullIf("short_name", Value("")), "name"))
    known_as = folding.known_as("name", "short_name")

    # The first is what Django itself asks: its admin, and what is declared of fields.
    with_drafts = OrganisationQuerySet.as_manager()
    objects = RegisterManager()

    class Meta:
        ordering = ("sort_name", "pk")
        indexes = (
            folding.names_index("organisation_known_as"),
            folding.text_index("summary", "organisation_summary"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="organisation_not_own_parent",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_name"),
            models.CheckConstraint(
                condition=Q(languages__len__lte=MOST_LANGUAGES), name="organisation_few_languages"
            ),
        )

    def __str__(self) -> str:
        return self.called

    def get_absolute_url(self) -> str:
        name = "cluster-detail" if self.is_cluster else "organisation-detail"
        return reverse(name, args=[self.slug])

    @property
    def is_cluster(self) -> bool:
        return self.kind == self.Kind.CLUSTER

    @property
    def holds_events(self) -> bool:
        return self.kind in self.ORGANISING_KINDS

    @property
    def called(self) -> str:
        """The name that people know: the short one where there is one."""
        return self.short_name or self.name

    @property
    def long_name(self) -> str:
        """What stands beside the name that people know where there is room; empty: nothing."""
        return self.name if self.short_name and self.short_name != self.name else ""


class Keyword(models.Model):
    """A word by which an organisation wants to be found."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="keywords"
    )
    text = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        indexes = (folding.text_index("text", "keyword_text"),)
        constraints = (
            models.UniqueConstraint(fields=("organisation", "text"), name="keyword_once"),
        )

    def __str__(self) -> str:
        return self.text


class Document(models.Model):
    """A document or page that an organisation refers to: its brochure, its list of members."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="documents"
    )
    title = models.CharField(max_length=100)
    url = models.URLField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("organisation", "url"), name="document_once"),
        )

    def __str__(self) -> str:
        return self.title


class OrganisationFact(Fact):
    subject = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="facts")


class Label(models.Model):
    """A mark of quality that an issuer gives to clusters."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    issuer = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="labels_issued"
    )
    description = models.TextField(blank=True)
    sort_name = folding.sort_name()

    class Meta:
        ordering = ("sort_name", "pk")

    def __str__(self) -> str:
        return self.name


class LabelAwardQuerySet(models.QuerySet["LabelAward"]):
    def sourced(self) -> Self:
        """What filters, figures and data know: all but what a cluster states by itself."""
        return self.filter(Q(is_stated=False) | Q(source__isnull=False))

    def stated(self) -> Self:
        """What a cluster states and no editor has found a source of."""
        return self.filter(is_stated=True, source__isnull=True)

    def held_on(self, day: date) -> Self:
        """What is awarded and has not lapsed; `valid_until` is the first day without it."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=day), awarded_on__lte=day)


class LabelAward(models.Model):
    """A label held by an organisation, from the day of the award until it lapses.

    One that its cluster entered (`is_stated`) reads "stated by the cluster", and counts nowhere,
    until an editor gives its source.
    """

    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="awards")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="label_awards"
    )
    awarded_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text=_("The first day without it."))
    is_stated = models.BooleanField(_("entered by the cluster"), default=False)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="label_awards"
    )

    objects = LabelAwardQuerySet.as_manager()

    class Meta:
        ordering = ("-awarded_on",)
        constraints = (
            models.UniqueConstraint(
                fields=("label", "organisation", "awarded_on"), name="label_award_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("awarded_on")),
                name="label_award_lapses_after_award",
            ),
        )

    def __str__(self) -> str:
        return f"{self.label_id} for {self.organisation_id}"

    @property
    def is_confirmed(self) -> bool:
        """Whether it counts."""
        return not self.is_stated or self.source_id is not None

    @property
    def last_day(self) -> date | None:
        return self.valid_until and self.valid_until - timedelta(days=1)
