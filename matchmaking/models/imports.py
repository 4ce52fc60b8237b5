"""A list that an organiser imports: the file, how it is read, and what became of its rows."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Edition
from files.models import StoredFile
from matchmaking import layouts


class Import(models.Model):
    """Nothing of the list is stored before its organiser has seen what it would do.

    `columns` says what each column is, `merged` which cluster each folded name means (by key; 0
    for none that is known). `outcome` counts what was done, and has where a cell
    was not read or a row refused, without what stands there.

    The worker that holds it, `held_until` by the database's clock, writes only while `attempts` is
    what it was when it began. `failure` is why a list failed.
    """

    # What a worker writes while it works; each row that it stores is logged.
    log_without: ClassVar[tuple[str, ...]] = ("held_until", "outcome")

    class Layout(models.TextChoices):
        PARTICIPANTS = layouts.PARTICIPANTS, pgettext_lazy("list", "One row a participant")
        DELEGATES = layouts.DELEGATES, pgettext_lazy("list", "One row a delegate")
        REQUESTS = layouts.REQUESTS, pgettext_lazy("list", "One row a request")
        MATRIX = layouts.MATRIX, pgettext_lazy("list", "A matrix of who meets whom")

    class State(models.TextChoices):
        SHOWN = "shown", pgettext_lazy("import", "Only looked at")
        WAITING = "waiting", pgettext_lazy("import", "Being imported")
        DONE = "done", pgettext_lazy("import", "Imported")
        FAILED = "failed", pgettext_lazy("import", "Failed")

    class Failure(models.TextChoices):
        """Why a list failed; `organise.words.imports` says it in a sentence."""

        BROKE_OFF = "broke_off", _("no attempt came to an end")
        CRASHED = "crashed", _("something went wrong")
        NOT_ORGANISER = "not_organiser", _("whoever asked organises the event no more")
        NO_LIST = "no_list", _("the list was gone")

    MOST_ATTEMPTS = 3

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="imports")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports"
    )
    file = models.ForeignKey(
        StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    layout = models.CharField(max_length=12, choices=Layout.choices)
    columns: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    merged: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    outcome: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    state = models.CharField(max_length=7, choices=State.choices, default=State.SHOWN)
    failure = models.CharField(max_length=13, choices=Failure.choices, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    held_until = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["shown", "waiting", "done", "failed"]),
                name="import_state_known",
            ),
        )

    def __str__(self) -> str:
        return f"import {self.pk} into edition {self.edition_id}"
