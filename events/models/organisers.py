"""The bodies behind an edition, and whether they said yes to being named."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from clusters.models import Organisation, Sourced


class Consent(models.TextChoices):
    """Whether a body has said yes to what another one says of it."""

    ASKED = "asked", pgettext_lazy("consent", "Asked")
    ACCEPTED = "accepted", pgettext_lazy("consent", "Accepted")
    DECLINED = "declined", pgettext_lazy("consent", "Declined")


class EditionOrganiserQuerySet(models.QuerySet["EditionOrganiser"]):
    def accepted(self) -> Self:
        """Those that may be shown, and act for the edition."""
        return self.filter(state=Consent.ACCEPTED)


class EditionOrganiser(Sourced):
    """A body behind an edition, and as what.

    A co-organiser of an edition run here is asked; what a source says of a past one needs no yes.
    """

    class Role(models.TextChoices):
        ORGANISER = "organiser", pgettext_lazy("edition", "Organiser")
        CO_ORGANISER = "co_organiser", pgettext_lazy("edition", "Co-organiser")
        HOST = "host", pgettext_lazy("edition", "Host")
        PARTNER = "partner", pgettext_lazy("edition", "In cooperation with")
        AUSPICES = "auspices", pgettext_lazy("edition", "Under the auspices of")

    RUNNING_ROLES = (Role.ORGANISER, Role.CO_ORGANISER)

    edition = models.ForeignKey(
        "events.Edition", on_delete=models.CASCADE, related_name="organisers"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="organiser_roles"
    )
    role = models.CharField(max_length=12, choices=Role.choices)
    state = models.CharField(max_length=10, choices=Consent.choices, default=Consent.ACCEPTED)
    version = models.PositiveIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)

    objects = EditionOrganiserQuerySet.as_manager()

    class Meta(Sourced.Meta):
        ordering = ("position", "pk")
        constraints: ClassVar[Any] = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=("edition", "organisation"), name="edition_organiser_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "accepted", "declined"]),
                name="edition_organiser_state_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.organisation_id}"
