"""Where meetings stand in a version. Double booking is impossible here, in the database.

Columns copied for a constraint (`edition`, `version`, `meeting`, `slot`, `seats`) are kept equal to
their origin by composite foreign keys; see the migration `composite_keys`.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Deferrable, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Delegate, Edition, Registration
from matchmaking.models.grid import Slot, Table
from matchmaking.models.interpreters import Interpreter
from matchmaking.models.meetings import Meeting
from matchmaking.models.versions import ScheduleVersion


class Placement(models.Model):
    """A meeting at a slot in one version, at a table where its sides meet on site.

    Who interprets for it is in no other meeting then.
    """

    class Kind(models.TextChoices):
        ON_SITE = "on_site", pgettext_lazy("meeting", "On site")
        ONLINE = "online", pgettext_lazy("meeting", "Online")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(
        ScheduleVersion, on_delete=models.CASCADE, related_name="placements"
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="placements")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="placements")
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.ON_SITE)
    table = models.ForeignKey(
        Table, on_delete=models.PROTECT, null=True, blank=True, related_name="placements"
    )
    interpreter = models.ForeignKey(
        Interpreter, on_delete=models.SET_NULL, null=True, blank=True, related_name="placements"
    )
    is_locked = models.BooleanField(_("locked"), default=False)
    is_by_hand = models.BooleanField(_("moved by hand"), default=False)

    class Meta:
        ordering = ("slot__period", "table__number")
        constraints = (
            models.UniqueConstraint(fields=("version", "meeting"), name="placement_meeting_once"),
            # A swap exchanges two places in one transaction: deferred there, immediate elsewhere.
            models.UniqueConstraint(
                fields=("version", "table", "slot"),
                name="placement_table_once",
                deferrable=Deferrable.IMMEDIATE,
            ),
            # Two meetings may exchange their interpreters.
            models.UniqueConstraint(
                fields=("version", "slot", "interpreter"),
                name="placement_interpreter_once",
                deferrable=Deferrable.IMMEDIATE,
            ),
            models.UniqueConstraint(
                fields=("id", "version", "meeting", "slot"), name="placement_whole"
            ),
            models.CheckConstraint(
                condition=Q(kind="on_site", table__isnull=False)
                | Q(kind="online", table__isnull=True),
                name="placement_online_has_no_table",
            ),
        )

    def __str__(self) -> str:
        return f"meeting {self.meeting_id} at slot {self.slot_id}"


class PlacementParticipant(models.Model):
    """One registration's seat in one placement: at most one meeting per seat and slot.

    The delegate who sits there is in no other meeting then.
    """

    not_logged: ClassVar[str] = "follows from placements and the participants of meetings"

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="participants")
    version = models.ForeignKey(ScheduleVersion, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="+")
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="placement_seats"
    )
    seat = models.PositiveSmallIntegerField(default=1)
    seats = models.PositiveSmallIntegerField(default=1)
    delegate = models.ForeignKey(
        Delegate, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("version", "registration", "seat", "slot"),
                name="placement_registration_once",
                deferrable=Deferrable.IMMEDIATE,
            ),
            # Two delegates change places in one transaction.
            models.UniqueConstraint(
                fields=("version", "slot", "delegate"),
                name="placement_delegate_once",
                deferrable=Deferrable.IMMEDIATE,
            ),
            models.UniqueConstraint(
                fields=("placement", "registration"), name="placement_participant_once"
            ),
            models.CheckConstraint(
                condition=Q(seat__gte=1, seat__lte=models.F("seats")), name="placement_seat_exists"
            ),
        )

    def __str__(self) -> str:
        return f"registration {self.registration_id} in placement {self.placement_id}"
