"""The programme of an edition: sessions and who speaks in them."""

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.models import Organisation, Sourced
from events.models.consent import Naming
from events.models.editions import Edition
from events.models.organisers import Consent
from interface import folding
from translations.declaring import Translatable


class Session(Sourced):
    """A part of the programme. A recorded edition may know only the day, or not even that."""

    class Kind(models.TextChoices):
        PLENARY = "plenary", pgettext_lazy("session", "Plenary")
        TALK = "talk", pgettext_lazy("session", "Talk")
        PITCH = "pitch", pgettext_lazy("session", "Pitches")
        WORKSHOP = "workshop", pgettext_lazy("session", "Workshop")
        GOOD_PRACTICE = "good_practice", pgettext_lazy("session", "Good practice")
        SITE_VISIT = "site_visit", pgettext_lazy("session", "Site visit")
        BILATERAL_MEETINGS = "bilateral_meetings", pgettext_lazy("session", "Bilateral meetings")
        SOCIAL = "social", pgettext_lazy("session", "Break or social event")

    class Binds(models.TextChoices):
        """Who has no meetings while it lasts."""

        EVERYBODY = "everybody", _("Everybody is in it: nobody meets then")
        SPEAKERS = "speakers", _("The speakers are in it: their clusters do not meet then")
        NOBODY = "nobody", _("Meetings go on")

    translatable: ClassVar[Translatable] = Translatable(
        called=_("Programme"),
        fields={
            "title": _("Title"),
            "description": _("Description"),
            "place": _("Place"),
        },
        within="edition",
        exact=frozenset({"place"}),
    )

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.TALK)
    binds = models.CharField(
        _("meetings meanwhile"), max_length=10, choices=Binds.choices, default=Binds.SPEAKERS
    )
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    day_on = models.DateField(null=True, blank=True)
    day_title = models.CharField(max_length=200, blank=True, help_text=_("The motto of its day."))
    period = DateTimeRangeField(
        null=True, blank=True, help_text=_("From the start, up to the end.")
    )
    place = models.CharField(max_length=200, blank=True)
    visited: "models.ManyToManyField[Organisation, Any]" = models.ManyToManyField(
        Organisation, blank=True, related_name="site_visits"
    )
    position = models.PositiveSmallIntegerField(default=0)
    idempotency_key = models.UUIDField(null=True, blank=True, unique=True)

    class Meta(Sourced.Meta):
        ordering = ("day_on", "period", "position", "pk")
        constraints: ClassVar[Any] = (
            *Sourced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(period__isnull=True)
                | Q(
                    period__isempty=False,
                    period__startswith__isnull=False,
                    period__endswith__isnull=False,
                ),
                name="session_period_is_bounded",
            ),
            models.CheckConstraint(
                condition=Q(binds__in=["everybody", "speakers", "nobody"]),
                name="session_binds_known",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def shown_visited(self) -> list[Organisation]:
        """Whom it visits, as far as they may be named; the row is one of `queries.programme`."""
        return [body for body in self.visited.all() if getattr(body, "is_agreed", False)]


# Who has no meetings during a session of a kind, where nobody says otherwise.
USUAL_BINDS = {
    Session.Kind.PLENARY: Session.Binds.EVERYBODY,
    Session.Kind.SOCIAL: Session.Binds.EVERYBODY,
    Session.Kind.BILATERAL_MEETINGS: Session.Binds.NOBODY,
}


def usual_binds(kind: str) -> str:
    return USUAL_BINDS.get(Session.Kind(kind), Session.Binds.SPEAKERS)


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    def agreed(self) -> Self:
        """Those whose organisation has agreed to be named as speaker, or was never asked."""
        return self.exclude(self._in_doubt())

    def told_agreed(self) -> Self:
        """All, each with `is_agreed`."""
        return self.annotate(is_agreed=~self._in_doubt())

    @staticmethod
    def _in_doubt() -> Exists:
        return Exists(
            Naming.objects.filter(
                edition=OuterRef("session__edition"),
                organisation=OuterRef("organisation"),
                role=Naming.Role.SPEAKER,
            ).exclude(state=Consent.ACCEPTED)
        )


class Speaker(Sourced):
    """Who speaks in a session: a person with role and organisation, or an organisation alone.

    A speaker's cluster cannot have meetings while the session lasts, unless that says so. An
    organisation that others name is asked, and shown as speaker once it agrees (`Naming`).
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=150, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="talks"
    )
    topic = models.CharField(max_length=300, blank=True, help_text=_("What was said or shown."))
    position = models.PositiveSmallIntegerField(default=0)
    known_as = folding.known_as("name")

    objects = SpeakerQuerySet.as_manager()

    class Meta(Sourced.Meta):
        ordering = ("position", "pk")
        indexes = (folding.names_index("speaker_known_as"),)
        constraints: ClassVar[Any] = (
            *Sourced.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(name="") | Q(organisation__isnull=False), name="speaker_is_somebody"
            ),
        )

    def __str__(self) -> str:
        return self.name or f"organisation {self.organisation_id}"

    @property
    def shown_organisation(self) -> Organisation | None:
        """Its organisation, once that stands in the register and agreed; the row is one of
        `told_agreed`.
        """
        body = self.organisation
        return body if body and not body.is_draft and getattr(self, "is_agreed", False) else None
