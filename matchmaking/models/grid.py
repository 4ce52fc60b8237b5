"""When and where meetings can be: windows cut into slots, tables, and who is not free."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.models import Edition, Registration

EQUAL, OVERLAPS = RangeOperators.EQUAL, RangeOperators.OVERLAPS
BOUNDED = Q(period__isempty=False, period__startswith__isnull=False, period__endswith__isnull=False)


class MeetingWindow(models.Model):
    """A stretch of an edition kept for meetings, cut into slots of one length."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="windows")
    name = models.CharField(max_length=100)
    period = DateTimeRangeField()
    slot_minutes = models.PositiveSmallIntegerField(_("length of a meeting in minutes"))
    changeover_minutes = models.PositiveSmallIntegerField(_("minutes between meetings"), default=0)
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("period",)
        constraints = (
            models.CheckConstraint(condition=BOUNDED, name="window_is_bounded"),
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=5, slot_minutes__lte=240),
                name="window_slot_5_to_240_minutes",
            ),
            models.CheckConstraint(
                condition=Q(changeover_minutes__lte=60), name="window_changeover_to_60_minutes"
            ),
            ExclusionConstraint(
                name="windows_do_not_overlap",
                expressions=[
                    ("edition", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return self.name


class Pause(models.Model):
    """A programme or coffee interval inside a window; neither splits it nor counts as idle."""

    window = models.ForeignKey(MeetingWindow, on_delete=models.CASCADE, related_name="pauses")
    title = models.CharField(max_length=100)
    period = DateTimeRangeField()

    class Meta:
        ordering = ("period",)
        constraints = (
            models.CheckConstraint(condition=BOUNDED, name="pause_is_bounded"),
            ExclusionConstraint(
                name="pauses_do_not_overlap",
                expressions=[("window", EQUAL), ("period", OVERLAPS)],
            ),
        )

    def __str__(self) -> str:
        return self.title


class Slot(models.Model):
    """One time at which meetings happen, at every table side by side."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="slots")
    window = models.ForeignKey(MeetingWindow, on_delete=models.CASCADE, related_name="slots")
    period = DateTimeRangeField()

    class Meta:
        ordering = ("period",)
        constraints = (
            models.CheckConstraint(condition=BOUNDED, name="slot_is_bounded"),
            models.UniqueConstraint(fields=("id", "edition"), name="slot_of_edition"),
            ExclusionConstraint(
                name="slots_do_not_overlap",
                expressions=[
                    ("edition", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.period.lower:%Y-%m-%d %H:%M}"


class Table(models.Model):
    """A table, numbered within its edition.

    One that is closed (broken, its room lost) takes no further meeting; the published schedule may
    still hold some at it. An `owner` has it as its own, such as its stand: its meetings are seated
    there where that costs nobody a meeting or a break.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField()
    room = models.CharField(max_length=100, blank=True)
    is_closed = models.BooleanField(_("out of use"), default=False)
    owner = models.OneToOneField(
        Registration, on_delete=models.SET_NULL, null=True, blank=True, related_name="own_table"
    )

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("edition", "number"), name="table_number_once"),
            models.UniqueConstraint(fields=("id", "edition"), name="table_of_edition"),
            models.CheckConstraint(condition=Q(number__gte=1), name="table_numbered_from_1"),
        )

    def __str__(self) -> str:
        return gettext("Table %(number)s") % {"number": self.number}


class Unavailability(models.Model):
    """A time that a cluster has said no to, whatever slots lie in it now or later.

    A slot that shares time with it is "no". Talks that bind the cluster are not stored here.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="unavailabilities"
    )
    period = DateTimeRangeField()

    class Meta:
        ordering = ("period",)
        verbose_name_plural = _("unavailabilities")
        constraints = (
            models.CheckConstraint(condition=BOUNDED, name="unavailability_is_bounded"),
            ExclusionConstraint(
                name="unavailable_once",
                expressions=[("registration", EQUAL), ("period", OVERLAPS)],
            ),
        )

    def __str__(self) -> str:
        return f"registration {self.registration_id} not from {self.period.lower:%Y-%m-%d %H:%M}"
