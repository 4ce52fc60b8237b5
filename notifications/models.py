"""The outbox: a mail is a row first, so that it is never lost and goes at most once per version."""

import uuid
import zoneinfo
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interface.forms import time_zones

# Stands in the stored mail for what only the reader may see; delivery puts it in.
SECRET = "[[secret]]"  # noqa: S105 - it stands for one
# What each such place begins with; those of a digest are numbered.
SECRET_MARK = "[[secret"  # noqa: S105


class OutboxMessage(models.Model):
    """One mail to one recipient about one version of one thing.

    `object_key` names the thing without knowing its model (`edition:12`); (kind, object, recipient,
    version) is unique, so that asking twice sends once. `message_id` is fixed before the first try.
    `secret` is put into body and HTML when the mail leaves, kept sealed (`sealing`) and forgotten
    then. `known` lets an act that is taken back while its mail waits send nothing. `about` names in
    the same way what an organiser looks after, such as the edition. `tried_since` is when the first
    try went wrong that no success followed. `hold` says for what wish of its reader it waits until
    `due_at`; what concerns something at `concerns_at` is not held back when that is near.
    """

    not_logged: ClassVar[str] = "is itself what was told to whom, and holds what is secret"

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("mail", "Waiting")
        SENT = "sent", pgettext_lazy("mail", "Sent")
        FAILED = "failed", pgettext_lazy("mail", "Failed")
        # A person has seen that it failed and lets it be.
        GIVEN_UP = "given_up", pgettext_lazy("mail", "Given up")
        # What it said went out in its reader's digest.
        GATHERED = "gathered", pgettext_lazy("mail", "In the daily digest")
        # Its reader wants no mail of the kind, or has no part in it any more: it was not sent, and
        # never will be.
        UNWANTED = "unwanted", pgettext_lazy("mail", "Not wanted")

    class Failure(models.TextChoices):
        """Why a mail did not leave."""

        AWAY = "away", _("The mail server could not be reached for five days.")
        REFUSED = "refused", _("The mail server did not take it for five days.")
        RECIPIENT = "recipient", _("The mail server says that this address takes no mail.")
        UNWRITABLE = "unwritable", _("The mail could not be written.")

    class Hold(models.TextChoices):
        """Why a mail waits that could leave."""

        DIGEST = "digest", _("For the daily digest.")
        QUIET = "quiet", _("For the end of the quiet hours.")
        NEAR = "near", _("Until what it is about is near.")

    ENDED = (State.FAILED, State.GIVEN_UP)
    # What its reader has got, or is getting.
    LEFT = (State.SENT, State.GATHERED)

    kind = models.SlugField(max_length=50)
    object_key = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1)
    recipient = models.EmailField()
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    html = models.TextField(_("the same in HTML"))
    calendar = models.TextField(blank=True, help_text=_("An iCalendar file to attach, or empty."))
    secret = models.TextField(blank=True)
    sender = models.CharField(
        max_length=200, blank=True, help_text=_("In whose name it is sent; empty for the site.")
    )
    reply_to = models.EmailField(blank=True)
    about = models.CharField(max_length=100, blank=True)
    known = models.CharField(
        max_length=50,
        blank=True,
        help_text=_("The state of the thing that the recipient knows as long as this waits."),
    )
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    failure = models.CharField(max_length=10, choices=Failure.choices, blank=True)
    hold = models.CharField(max_length=10, choices=Hold.choices, blank=True)
    concerns_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When what it is about begins, or ends to be possible.")
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text=_("Not tried before this instant."))
    created_at = models.DateTimeField(auto_now_add=True)
    tried_since = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "object_key", "recipient", "version"), name="outbox_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["queued", "sent", "failed", "given_up", "gathered", "unwanted"]
                ),
                name="outbox_state_known",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=["failed", "given_up"])
                    & Q(failure__in=["away", "refused", "recipient", "unwritable"])
                )
                | (Q(state__in=["queued", "sent", "gathered", "unwanted"]) & Q(failure="")),
                name="outbox_failure_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="outbox_sent_has_instant",
            ),
            models.CheckConstraint(
                condition=Q(state="queued") | Q(secret=""), name="outbox_forgets_secret"
            ),
            models.CheckConstraint(
                condition=Q(hold="") | Q(state="queued", hold__in=["digest", "quiet", "near"]),
                name="outbox_held_waits",
            ),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(state="queued"), name="outbox_waiting"),
            models.Index(fields=("recipient",), condition=~Q(hold=""), name="outbox_held"),
            models.Index(fields=("about",), condition=Q(state="failed"), name="outbox_failed"),
            models.Index(fields=("sent_at",), condition=~Q(body=""), name="outbox_readable"),
        )

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient}"

    @property
    def has_lost_its_link(self) -> bool:
        """Whether it told a link that is forgotten, so that sending it again would tell nothing.

        A digest, whose marks are numbered, tells the rest all the same.
        """
        return SECRET in self.body and not self.secret


class MailServer(models.Model):
    """Whether the mail server answers: one row, none before the first trouble."""

    ONLY = 1

    not_logged: ClassVar[str] = "says how the mail server answers now"

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    away_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(id=1), name="mail_server_is_one"),
            models.CheckConstraint(
                condition=Q(away_since__isnull=True, next_try_at__isnull=True, failures=0)
                | Q(away_since__isnull=False, next_try_at__isnull=False, failures__gt=0),
                name="mail_server_away_has_next_try",
            ),
        )

    def __str__(self) -> str:
        return "away" if self.away_since else "there"


class UnreachableAddress(models.Model):
    """An address of which a mail server said for good that no mail arrives there."""

    not_logged: ClassVar[str] = "is itself what mail servers said"

    email = models.EmailField(unique=True)
    since = models.DateTimeField()
    reason = models.TextField(_("what the mail server said"), blank=True)

    class Meta:
        verbose_name_plural = _("unreachable addresses")
        constraints = (
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="unreachable_in_lower_case"
            ),
        )

    def __str__(self) -> str:
        return self.email


class Subject(models.TextChoices):
    """What a mail is about, as people choose how they are told; all else is needed."""

    REQUESTS = "requests", _("Requests for meetings and times, and the answers")
    MESSAGES = "messages", _("Messages from other clusters and from organisers")
    REMINDERS = "reminders", _("Reminders")
    ORGANISING = "organising", _("What clusters do at the events that you organise")


class MailWishes(models.Model):
    """How a person wants to be told: one column for each subject. Without a row, all at once.

    What is needed is no subject, and has no column. The digest and the quiet hours, from the one
    to the other as the person's clock shows them, go by `zone`.
    """

    class How(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DIGEST = "digest", _("Once a day, all in one mail")
        NEVER = "never", _("Never")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="mail_wishes",
    )
    requests = models.CharField(
        Subject.REQUESTS.label, max_length=10, choices=How.choices, default=How.AT_ONCE
    )
    messages = models.CharField(
        Subject.MESSAGES.label, max_length=10, choices=How.choices, default=How.AT_ONCE
    )
    reminders = models.CharField(
        Subject.REMINDERS.label, max_length=10, choices=How.choices, default=How.AT_ONCE
    )
    organising = models.CharField(
        Subject.ORGANISING.label, max_length=10, choices=How.choices, default=How.AT_ONCE
    )
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    zone = models.CharField(
        _("time zone"), max_length=50, choices=time_zones, default="Europe/Madrid"
    )

    class Meta:
        verbose_name = _("wishes for mail")
        verbose_name_plural = _("wishes for mail")
        constraints = (
            models.CheckConstraint(
                condition=Q(requests__in=["at_once", "digest", "never"])
                & Q(messages__in=["at_once", "digest", "never"])
                & Q(reminders__in=["at_once", "digest", "never"])
                & Q(organising__in=["at_once", "digest", "never"]),
                name="mail_wishes_known",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False)
                & ~Q(quiet_from=F("quiet_until")),
                name="mail_quiet_hours_have_two_ends",
            ),
            models.CheckConstraint(condition=~Q(zone=""), name="mail_wishes_have_zone"),
        )

    def __str__(self) -> str:
        return f"wishes of {self.user_id}"

    @property
    def clock(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.zone)

    @property
    def digested(self) -> list[Subject]:
        """What comes in the daily digest."""
        return [subject for subject in Subject if self.how(subject) == self.How.DIGEST]

    def how(self, subject: Subject) -> How:
        return self.How(getattr(self, subject))
