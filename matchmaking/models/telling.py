"""What each calendar says, a cluster's and a delegate's own, and what its readers were told.

Nobody writes these rows by hand: triggers (`matchmaking/migrations/0007_what_was_told`) mark an
edition when something changes that reaches a person, and `matchmaking.telling.entries` compares.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from events.models import DelegateAccess, Edition, Registration


class AgendaMark(models.Model):
    """Something of the edition changed: its entries are to be compared with what is so.

    Only added and removed, without a foreign key, so that nobody waits for anybody. With
    `counts_as_told` whatever is found counts as told.
    """

    not_logged: ClassVar[str] = "says only that something else was changed, which is logged"

    edition_id = models.BigIntegerField(db_index=True)
    counts_as_told = models.BooleanField(db_default=False)

    def __str__(self) -> str:
        return f"edition {self.edition_id} touched"


class Said(models.Model):
    """What an entry says: texts and numbers by name, and from when to when.

    Edition: `event`, `venue`, `city`, `starts_on`, `ends_on`, `zone`. Session: `event`, `title`,
    `place`, `kind`, `binds`, `speakers` (ids of the organisations that agreed to speak in it, or
    were not asked). Meeting: `with`, `table`, `room`, `venue`; online no table, and the
    `address` that its sides alone may see.
    """

    sequence = models.PositiveIntegerField(default=0)
    is_cancelled = models.BooleanField(default=False)
    begins = models.DateTimeField(null=True, blank=True)
    ends = models.DateTimeField(null=True, blank=True)
    says: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        abstract = True


class AgendaEntry(Said):
    """One thing in calendars: the edition, a session, or a meeting as its reader has it.

    That is one side (`registration`), or a delegate with an account who sits there (`access`): the
    same UID, with a sequence of its own, since a seat may go to another. `sequence` grows when it
    says something else, and only then. It `waits_since` the first change after what readers know.
    What is gone stays, cancelled.
    """

    # Such rows follow the edition and hold nothing.
    is_derived = True
    not_logged: ClassVar[str] = "is made of rows that are logged"

    class About(models.TextChoices):
        EDITION = "edition"
        SESSION = "session"
        MEETING = "meeting"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="entries")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="entries"
    )
    access = models.ForeignKey(
        DelegateAccess, on_delete=models.CASCADE, null=True, blank=True, related_name="entries"
    )
    about = models.CharField(max_length=10, choices=About.choices)
    key = models.BigIntegerField(help_text="The id of the thing, which may be gone.")
    uid = models.CharField(max_length=150)
    changed_at = models.DateTimeField()
    waits_since = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("begins", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(about="meeting", registration__isnull=False, access__isnull=True)
                | Q(about="meeting", registration__isnull=True, access__isnull=False)
                | Q(
                    about__in=["edition", "session"],
                    registration__isnull=True,
                    access__isnull=True,
                ),
                name="entry_of_one_or_of_all",
            ),
            models.UniqueConstraint(
                fields=("uid", "access"), nulls_distinct=False, name="entry_once_a_reader"
            ),
        )

    def __str__(self) -> str:
        return self.uid


class ToldEntry(Said):
    """What its reader was last told of an entry: a registration, or a delegate with an account."""

    is_derived = True
    not_logged: ClassVar[str] = "is what the outbox says, by entry"

    registration = models.ForeignKey(
        Registration,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="told_entries",
    )
    access = models.ForeignKey(
        DelegateAccess, on_delete=models.CASCADE, null=True, blank=True, related_name="told_entries"
    )
    entry = models.ForeignKey(AgendaEntry, on_delete=models.CASCADE, related_name="told")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(registration__isnull=False, access__isnull=True)
                | Q(registration__isnull=True, access__isnull=False),
                name="told_entry_to_one_reader",
            ),
            models.UniqueConstraint(fields=("registration", "entry"), name="told_entry_once"),
            models.UniqueConstraint(fields=("access", "entry"), name="told_delegate_once"),
        )

    def __str__(self) -> str:
        whose = f"registration {self.registration_id}" if self.registration_id else self.access
        return f"entry {self.entry_id} as {whose} knows it"


class Telling(models.Model):
    """One time that clusters were told what changed; without `told_by` the site did it itself."""

    is_derived = True

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="tellings")
    number = models.PositiveIntegerField()
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    told_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("edition", "number"), name="telling_number_once"),
        )

    def __str__(self) -> str:
        return f"telling {self.number}"
