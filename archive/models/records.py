"""What is known of an edition afterwards: sourced facts, delegations, lessons, links."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clusters.models import Fact, Organisation, Project, Source
from events.models.editions import Edition
from events.models.series import Series
from interface import folding


class SeriesFact(Fact):
    subject = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="facts")


class EditionFact(Fact):
    subject = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="facts")


class Lesson(Fact):
    """What an edition taught, as a source tells it."""

    subject = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="lessons")


class Delegation(models.Model):
    """Who came to a past edition: an organisation, a project, or a group known by name alone."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="delegations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="delegations"
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="delegations"
    )
    name = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=300, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="delegations")
    passage = models.CharField(max_length=500)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, project__isnull=True, name="")
                | Q(organisation__isnull=True, project__isnull=False, name="")
                | (Q(organisation__isnull=True, project__isnull=True) & ~Q(name="")),
                name="delegation_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=("edition", "organisation"), name="delegation_organisation_once"
            ),
            models.UniqueConstraint(fields=("edition", "project"), name="delegation_project_once"),
        )

    def __str__(self) -> str:
        return self.name or f"delegation {self.pk}"


class ProjectAppearance(models.Model):
    """A project at an edition: begun there, started work there, shown there."""

    class Kind(models.TextChoices):
        BEGAN = "began", _("Began here")
        KICK_OFF = "kick_off", _("Kick-off meeting")
        PRESENTED = "presented", _("Presented here")
        ACTIVITY = "activity", _("Activity of the project")

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="project_appearances"
    )
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="appearances")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="appearances")
    passage = models.CharField(max_length=500)

    class Meta:
        ordering = ("edition", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "project", "kind"), name="project_appearance_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: project {self.project_id}"


class Award(models.Model):
    """A prize, or a choice as good practice."""

    class Kind(models.TextChoices):
        AWARD = "award", _("Award")
        GOOD_PRACTICE = "good_practice", _("Chosen as good practice")

    slug = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.AWARD)
    name = models.CharField(max_length=200)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="awards"
    )
    recipients: "models.ManyToManyField[Organisation, Any]" = models.ManyToManyField(
        Organisation, blank=True, related_name="awards"
    )
    given_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="awards_given"
    )
    edition = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="awards",
        help_text=_("Where it was given."),
    )
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="awards")
    passage = models.CharField(max_length=500)
    sort_name = folding.sort_name()
    known_as = folding.known_as("name")

    class Meta:
        ordering = ("-year", "sort_name", "pk")

    def __str__(self) -> str:
        return self.name


class MediaLink(models.Model):
    """A recording, pictures or a document. The address is empty where a source gives none."""

    class Kind(models.TextChoices):
        RECORDING = "recording", _("Recording")
        PICTURES = "pictures", _("Pictures")
        DOCUMENT = "document", _("Document")
        WEBSITE = "website", _("Website")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="media")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=200)
    url = models.URLField(blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="media")
    passage = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("kind", "pk")
        constraints = (
            models.UniqueConstraint(fields=("edition", "kind", "title"), name="media_link_once"),
        )

    def __str__(self) -> str:
        return self.title


class EditionLink(models.Model):
    """Two events that belong together, the earlier one first."""

    earlier = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="links_to_later")
    later = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="links_to_earlier")
    reason = models.CharField(max_length=300)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="edition_links")
    passage = models.CharField(max_length=500)

    class Meta:
        ordering = ("earlier", "later")
        constraints = (
            models.UniqueConstraint(fields=("earlier", "later"), name="edition_link_once"),
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="edition_link_of_two"),
        )

    def __str__(self) -> str:
        return self.reason
