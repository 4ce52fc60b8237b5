"""What a cluster chose for itself among the others at an event."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.models import Registration


class SetAside(models.Model):
    """A cluster that another one does not want to be recommended: *not for us*.

    Nothing else follows from it: either may ask the other to meet, and nobody else is shown it.
    """

    not_logged: ClassVar[str] = "what a cluster thinks of another one is for itself alone"

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="set_aside"
    )
    other = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("cluster that is not for another")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("registration", "other"), name="set_aside_once"),
            models.CheckConstraint(condition=~Q(registration=F("other")), name="set_aside_another"),
        )

    def __str__(self) -> str:
        return f"registration {self.other_id} is not for {self.registration_id}"
