"""Collaboration projects, and the programmes and calls that fund them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from clusters.models.organisations import Organisation, Sector
from clusters.models.regions import Region
from clusters.models.sources import Fact, Sourced
from interface import folding


class FundingProgramme(models.Model):
    """A programme, call or initiative under which projects and events happen."""

    class Kind(models.TextChoices):
        PROGRAMME = "programme", pgettext_lazy("funding", "Programme")
        CALL = "call", pgettext_lazy("funding", "Call for proposals")
        INITIATIVE = "initiative", pgettext_lazy("funding", "Initiative")

    slug = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    operator = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="programmes"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    started_year = models.PositiveSmallIntegerField(null=True, blank=True)
    sort_name = folding.sort_name()
    known_as = folding.known_as("name")

    class Meta:
        ordering = ("sort_name", "pk")

    def __str__(self) -> str:
        return self.name


class FundingProgrammeFact(Fact):
    subject = models.ForeignKey(FundingProgramme, on_delete=models.CASCADE, related_name="facts")


class DatePrecision(models.TextChoices):
    """How much of a date is known."""

    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")


class Project(models.Model):
    """A joint project of organisations. Slugs are never changed or used again."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    full_name = models.CharField(max_length=300, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    programme = models.ForeignKey(
        FundingProgramme, on_delete=models.PROTECT, null=True, blank=True, related_name="projects"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    date_precision = models.CharField(
        max_length=5, choices=DatePrecision.choices, default=DatePrecision.DAY
    )
    sectors: "models.ManyToManyField[Sector, Any]" = models.ManyToManyField(
        Sector, blank=True, related_name="projects"
    )
    website = models.URLField(blank=True)
    is_demo = models.BooleanField(_("demonstration data"), default=False)
    sort_name = folding.sort_name()
    known_as = folding.known_as("name", "full_name")

    class Meta:
        ordering = ("sort_name", "pk")
        indexes = (folding.names_index("project_known_as"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("project-detail", args=[self.slug])


class ProjectFact(Fact):
    subject = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="facts")


class ProjectPartner(Sourced):
    """An organisation in a project. At most one leads."""

    class Role(models.TextChoices):
        LEAD = "lead", pgettext_lazy("project", "Lead")
        PARTNER = "partner", pgettext_lazy("project", "Partner")
        SUPPORTER = "supporter", pgettext_lazy("project", "Supporter")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="project_roles"
    )
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.PARTNER)
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The region it stood for in this project."),
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Sourced.Meta):
        ordering = ("position", "pk")
        constraints: ClassVar[Any] = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=("project", "organisation"), name="partner_once"),
            models.UniqueConstraint(
                fields=("project",), condition=Q(role="lead"), name="project_one_lead"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.organisation_id}"


class WorkPackage(Sourced):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="work_packages")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)

    class Meta(Sourced.Meta):
        ordering = ("number",)
        constraints: ClassVar[Any] = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=("project", "number"), name="work_package_once"),
        )

    def __str__(self) -> str:
        return gettext("WP%(number)s: %(title)s") % {
            "number": self.number,
            "title": self.title,
        }


class ProjectMarket(Sourced):
    """A country that a project aims at, by ISO 3166-1 alpha-2 code."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="markets")
    country_code = models.CharField(max_length=2)
    name = models.CharField(max_length=60)

    class Meta(Sourced.Meta):
        ordering = ("pk",)
        constraints: ClassVar[Any] = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=("project", "country_code"), name="market_once"),
        )

    def __str__(self) -> str:
        return self.name
