"""The rules of an event's meetings that are numbers and switches; groups are matchmaking's."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events import bounds
from events.online import SECRET, is_online_pattern

NO_LIMIT = _("Empty for no limit.")
NUMBERS = ("most_requests", "most_musts", "most_meetings", "fewest_meetings", "answer_days")


def _in_bounds() -> Q:
    """Each number is left out, or from one to what its bound allows."""
    found = Q()
    for name in NUMBERS:
        most = bounds.MOST_ANSWER_DAYS if name == "answer_days" else bounds.MOST_OF_A_RULE
        found &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 1, f"{name}__lte": most})
    return found


class MeetingRules(models.Model):
    """What an organiser sets for all clusters of an edition; empty numbers are no rule.

    `most_requests` are those that a cluster has sent and nobody ended, `most_musts` its wishes for
    meetings that it must have, `most_meetings` what the schedule gives it at most, beside its own
    limit. `fewest_meetings` is a wish. A request waits `answer_days` for its answer. Within
    `notice_minutes` before it a published meeting is left alone by its two sides; `who_moves` says
    whether they may move it to another time, or one without a place to its first, and whether the
    organiser has to agree. With
    `meets_online` clusters may take part online; `online_pattern` is what the addresses of their
    meetings are made by, empty as long as there is none. With
    `instant_meetings` clusters ask each other after publication too, for times that are free; with
    `instant_from_start` they do so while requests are open, and may leave it to the schedule. Where
    meetings need a `common_language`, two without one need an interpreter.
    """

    class Movers(models.TextChoices):
        SIDES = "sides", _("Its two clusters, as soon as both agree")
        AGREED = "agreed", _("Its two clusters, once I agree as well")
        ORGANISER = "organiser", _("I alone")

    meets_online = models.BooleanField(_("clusters may take part online"), default=False)
    online_pattern = models.CharField(
        _("pattern of the addresses of online meetings"),
        max_length=200,
        blank=True,
        validators=[is_online_pattern],
    )

    notice_minutes = models.PositiveSmallIntegerField(
        _("minutes before a meeting from which clusters leave it where it is"),
        default=bounds.USUAL_NOTICE_MINUTES,
    )
    who_moves = models.CharField(
        _("who moves a published meeting"),
        max_length=10,
        choices=Movers.choices,
        default=Movers.SIDES,
    )
    instant_meetings = models.BooleanField(
        _("clusters ask for meetings at free times after publication"), default=False
    )
    instant_from_start = models.BooleanField(
        _("clusters ask for meetings at free times from the opening of requests on"), default=False
    )
    common_language = models.BooleanField(
        _("meetings need a common language, or an interpreter"), default=False
    )
    other_regions_only = models.BooleanField(
        _("clusters meet those of other regions only"), default=False
    )
    most_requests = models.PositiveSmallIntegerField(
        _("most requests that a cluster sends"), null=True, blank=True, help_text=NO_LIMIT
    )
    most_musts = models.PositiveSmallIntegerField(
        _("most meetings that a cluster must have"), null=True, blank=True, help_text=NO_LIMIT
    )
    most_meetings = models.PositiveSmallIntegerField(
        _("most meetings of a cluster"), null=True, blank=True, help_text=NO_LIMIT
    )
    fewest_meetings = models.PositiveSmallIntegerField(
        _("fewest meetings of a cluster"), null=True, blank=True
    )
    answer_days = models.PositiveSmallIntegerField(
        _("days to answer a request"), null=True, blank=True, help_text=NO_LIMIT
    )

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=Q(notice_minutes__lte=bounds.MOST_NOTICE_MINUTES),
                name="edition_notice_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(who_moves__in=["sides", "agreed", "organiser"]),
                name="edition_who_moves_known",
            ),
            models.CheckConstraint(condition=_in_bounds(), name="edition_rules_in_bounds"),
            models.CheckConstraint(
                condition=Q(most_meetings__isnull=True)
                | Q(fewest_meetings__isnull=True)
                | Q(fewest_meetings__lte=F("most_meetings")),
                name="edition_fewest_meetings_below_most",
            ),
            models.CheckConstraint(
                condition=Q(online_pattern="")
                | Q(online_pattern__startswith="https://", online_pattern__contains=SECRET),
                name="edition_online_pattern_https",
            ),
        )
