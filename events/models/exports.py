"""That somebody took tables of an event along, and the file where a worker made it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.editions import Edition
from files.models import StoredFile

# All tables of an event with its programme, calendar and problem, as one archive.
WHOLE = "event"


class Export(models.Model):
    """Who took which table along, in which columns, and whether people stood in it.

    What is small is handed over at once; else the row waits for a worker, who puts the file beside
    it. The file goes after a week, the row stays.
    """

    class Form(models.TextChoices):
        CSV = "csv", _("CSV, for every program")
        XLSX = "xlsx", _("XLSX, for Excel and LibreOffice")
        ZIP = "zip", _("ZIP archive")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("export", "Being made")
        HANDED_OVER = "handed_over", pgettext_lazy("export", "Handed over")
        FAILED = "failed", pgettext_lazy("export", "Failed")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="exports")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports"
    )
    table = models.SlugField(max_length=30)
    form = models.CharField(max_length=4, choices=Form.choices)
    columns: "ArrayField[list[str], list[str]]" = ArrayField(models.SlugField(max_length=40))
    has_personal = models.BooleanField(_("with personal data"), default=False)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=11, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    file = models.ForeignKey(
        StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("-asked_at", "-pk")
        indexes = (
            models.Index(fields=("asked_at",), condition=Q(state="waiting"), name="export_waiting"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "handed_over", "failed"]),
                name="export_state_known",
            ),
        )

    def __str__(self) -> str:
        return f"export of {self.table} of edition {self.edition_id}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING
