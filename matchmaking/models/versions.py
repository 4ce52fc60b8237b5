"""Schedule versions, what they do not place and why, and the changes to them by hand."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.rules import reads_unpublished
from events.models import Edition, Registration
from matchmaking.models.meetings import Meeting
from matchmaking.models.runs import ScheduleRun


class ScheduleVersionQuerySet(models.QuerySet["ScheduleVersion"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if reads_unpublished(user):
            return self
        return self.filter(edition__in=Edition.objects.organised_by(user).values("pk"))


class ScheduleVersion(models.Model):
    """One whole schedule of an edition: the draft, the published one, or a former one.

    A former draft is set aside: never told to anyone, it can be read, compared and made the draft
    again, and holds no table and no time. A version that was published once is replaced.

    Where clusters ask for free times from the start, what they agree on before publication stands
    in a version that `is_opening`: made empty when requests open, in the place of the published
    one until that is there. Only the sides of its meetings see them.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("version", "Draft")
        SET_ASIDE = "set_aside", pgettext_lazy("version", "Set aside")
        PUBLISHED = "published", pgettext_lazy("version", "Published")
        REPLACED = "replaced", pgettext_lazy("version", "Replaced")

    # Translators: which schedule version this is
    CALLED: ClassVar = {
        State.DRAFT: _("Draft %(number)s"),
        State.SET_ASIDE: _("Draft %(number)s, set aside"),
        State.PUBLISHED: _("Published %(number)s"),
        State.REPLACED: _("Replaced %(number)s"),
    }
    # Translators: the version with the meetings that clusters have agreed on before publication
    CALLED_AT_START: ClassVar = _("Agreed so far %(number)s")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    is_opening = models.BooleanField(_("made when requests opened"), default=False)
    run = models.OneToOneField(
        ScheduleRun, on_delete=models.PROTECT, null=True, blank=True, related_name="result"
    )
    based_on = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers"
    )
    revision = models.PositiveIntegerField(_("changes"), default=0)
    published_revision = models.PositiveIntegerField(
        _("revision that was published"), null=True, blank=True
    )
    # The published version, and its revision, as they were when work on this one began.
    began_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    began_revision = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="versions_published",
    )

    objects = ScheduleVersionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("edition", "number"), name="version_number_once"),
            models.UniqueConstraint(fields=("id", "edition"), name="version_of_edition"),
            models.UniqueConstraint(
                fields=("edition",), condition=Q(state="published"), name="version_published_once"
            ),
            models.UniqueConstraint(
                fields=("edition",), condition=Q(state="draft"), name="version_draft_once"
            ),
            models.UniqueConstraint(
                fields=("edition",), condition=Q(is_opening=True), name="version_opening_once"
            ),
            models.CheckConstraint(
                condition=Q(is_opening=False) | Q(state__in=["published", "replaced"]),
                name="version_opening_was_no_draft",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "set_aside", "published", "replaced"]),
                name="version_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "set_aside"], published_at__isnull=True)
                | (~Q(state__in=["draft", "set_aside"]) & Q(published_at__isnull=False)),
                name="version_published_has_instant",
            ),
            models.CheckConstraint(
                condition=Q(state="set_aside", set_aside_at__isnull=False)
                | (~Q(state="set_aside") & Q(set_aside_at__isnull=True)),
                name="version_set_aside_has_instant",
            ),
            models.CheckConstraint(
                condition=Q(began_from__isnull=True, began_revision__isnull=True)
                | Q(began_from__isnull=False, began_revision__isnull=False),
                name="version_began_at_revision",
            ),
        )

    def __str__(self) -> str:
        called = self.CALLED_AT_START if self.is_opening else self.CALLED[self.State(self.state)]
        return str(called % {"number": self.number})


class UnplacedMeeting(models.Model):
    """A meeting that a version does not place, with the reason and what would place it.

    `reason` and `remedy` are those of the solution file (`code` and what it speaks of), with the
    ids of registrations, meetings and slots.
    """

    not_logged: ClassVar[str] = "what a run found; the run can be replayed"

    version = models.ForeignKey(ScheduleVersion, on_delete=models.CASCADE, related_name="unplaced")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    reason: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    remedy: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("version", "meeting"), name="unplaced_once"),
        )

    def __str__(self) -> str:
        return f"meeting {self.meeting_id} not placed"


class ScheduleEdit(models.Model):
    """One change to a version, with what was before, so that it can be undone after a reload.

    In a draft by hand; in the published version whatever changed it in place since it was
    published (`number` above the version's `published_revision`).
    """

    class Kind(models.TextChoices):
        MOVED = "moved", pgettext_lazy("meeting", "Moved")
        PLACED = "placed", pgettext_lazy("meeting", "Placed")
        SWAPPED = "swapped", pgettext_lazy("meeting", "Swapped")
        REMOVED = "removed", pgettext_lazy("meeting", "Removed")
        LOCKED = "locked", pgettext_lazy("meeting", "Locked")
        UNLOCKED = "unlocked", pgettext_lazy("meeting", "Unlocked")
        # Of the published version alone, or of what was agreed in it.
        CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")
        LEFT = "left", pgettext_lazy("meeting", "Off, as a cluster left")
        FREED = "freed", pgettext_lazy("meeting", "Place freed")
        KEPT = "kept", pgettext_lazy("meeting", "Kept as agreed")

    BY_HAND = (Kind.MOVED, Kind.PLACED, Kind.SWAPPED, Kind.REMOVED, Kind.LOCKED, Kind.UNLOCKED)

    version = models.ForeignKey(ScheduleVersion, on_delete=models.CASCADE, related_name="edits")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    before: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    after: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    # The meeting that it was swapped with.
    other = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    other_before: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    other_after: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    # Nobody's where a cluster left by no person's act, or before it was written down by whose.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The cluster whose act it was; none where it was the organiser's.
    side = models.ForeignKey(
        Registration, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_number = models.PositiveIntegerField(
        _("revision at which it was undone"), null=True, blank=True
    )
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("version", "number"), name="edit_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} meeting {self.meeting_id}"

    @property
    def meetings(self) -> list[int]:
        """The meetings that it changed: one, or the two that were swapped."""
        return [pk for pk in (self.meeting_id, self.other_id) if pk]
