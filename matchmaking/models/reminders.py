"""The reminders that an event sends by itself."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.models import Edition
from translations.declaring import Translatable

MOST_DAYS_BEFORE = 60
MOST_WORDS = 1000


class PlannedReminder(models.Model):
    """A reminder that goes so many days before the first day of its edition, whichever that is.

    `words` are the organiser's own, with the places of names that circulars have, beside what the
    site says. `sent_for` is the first day for which it went last: it goes again only for another
    one.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", _("Answer your requests")
        AGENDA = "agenda", _("Your agenda")
        FOLLOW_UP = "follow_up", _("Answer the organiser’s questions")
        TOMORROW = "tomorrow", _("The event is tomorrow")

    # What it asks for is done at once: a translation of other words is not sent.
    translatable: ClassVar[Translatable] = Translatable(
        called=_("Reminder"),
        fields={"words": _("Your own paragraph")},
        within="edition",
        exact=frozenset({"words"}),
    )

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    days_before = models.PositiveSmallIntegerField()
    is_on = models.BooleanField(default=True)
    words = models.TextField(_("own paragraph"), max_length=MOST_WORDS, blank=True)
    sent_for = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("planned reminder")
        ordering = ("-days_before", "kind", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "kind", "days_before"), name="reminder_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["answer", "agenda", "follow_up"], days_before__gte=1)
                & Q(days_before__lte=MOST_DAYS_BEFORE)
                | Q(kind="tomorrow", days_before=1),
                name="reminder_days_fit_kind",
            ),
            models.CheckConstraint(
                condition=Q(sent_for__isnull=True, sent_at__isnull=True)
                | Q(sent_for__isnull=False, sent_at__isnull=False),
                name="reminder_sent_has_day",
            ),
        )

    def __str__(self) -> str:
        words = ngettext(
            "%(reminder)s (%(count)s day before)",
            "%(reminder)s (%(count)s days before)",
            self.days_before,
        )
        return words % {"reminder": self.get_kind_display(), "count": self.days_before}
