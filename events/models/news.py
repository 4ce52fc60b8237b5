"""What clusters did of themselves, for those who organise the edition to hear of."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.registrations import Registration
from events.records import MeetingThere


class RegistrationNews(models.Model):
    """A cluster registered, withdrew, sends fewer people or took a consent back.

    `told_in` is the number of the mail that says so.

    `message` is what the cluster wrote then; `lost_meetings` are the published ones that its
    withdrawal ended, or that nobody of the cluster is left for by name: how many, and in
    `lost` which, as they were.
    """

    class Kind(models.TextChoices):
        REGISTERED = "registered", pgettext_lazy("news", "Registered")
        WITHDREW = "withdrew", pgettext_lazy("news", "Withdrew")
        SHRANK = "shrank", pgettext_lazy("news", "Has fewer delegates")
        UNNAMED = "unnamed", pgettext_lazy("news", "Names no delegate any more")
        TOOK_BACK = "took_back", pgettext_lazy("news", "Took a consent back")

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="news")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    message = models.TextField(blank=True)
    lost_meetings = models.PositiveSmallIntegerField(default=0)
    lost = models.JSONField(
        default=list, help_text=_("When each of them was to begin, at which table, with whom.")
    )
    happened_at = models.DateTimeField()
    told_in = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("The number of the mail to the organisers.")
    )

    class Meta:
        ordering = ("-happened_at", "-pk")
        verbose_name_plural = _("news of registrations")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["registered", "withdrew", "shrank", "unnamed", "took_back"]),
                name="registration_news_known",
            ),
        )

    def __str__(self) -> str:
        return f"registration {self.registration_id} {self.kind}"

    def meetings(self) -> list[MeetingThere]:
        """Which those are, by the clock of the edition; none of news from before that was kept."""
        zone = self.registration.edition.zone
        return [
            MeetingThere(
                datetime.fromisoformat(row["begins"]).astimezone(zone),
                row["table"],
                tuple(row["others"]),
                row.get("room", ""),
            )
            for row in self.lost
        ]
