"""One cluster at one edition, and the people it sends."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.rules import reads_unpublished
from clusters.models import ACTING, KNOWING, Membership, Organisation, Role
from events.models.consent import Naming
from events.models.editions import Edition
from events.models.organisers import Consent
from events.models.running import HeldRole

LONGEST_WORDS = 200
# Registrations in such a state are of clusters that come, or may.
TAKING_PART = ("waiting", "approved", "waitlisted")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def approved(self) -> Self:
        return self.filter(state=Registration.State.APPROVED)

    def shown(self) -> Self:
        """Those approved that the public sees: who stands in the register and, where others
        registered it, has agreed. Every public page and file that names who takes part asks this.
        """
        in_doubt = Naming.objects.filter(
            edition=OuterRef("edition"),
            organisation=OuterRef("cluster"),
            role=Naming.Role.DELEGATION,
        ).exclude(state=Consent.ACCEPTED)
        return self.approved().filter(~Exists(in_doubt), cluster__is_draft=False)

    def managed_by(self, user: User | AnonymousUser) -> Self:
        """Registrations of clusters that this person acts for."""
        return self.filter(Exists(_acting(user))) if user.is_authenticated else self.none()

    def acted_for_by(self, user: User | AnonymousUser) -> Self:
        """Those of `managed_by`, and those whose managers let this person, a delegate of theirs,
        ask and answer for the cluster.
        """
        return self.filter(_acted_for(user)) if user.is_authenticated else self.none()

    def asked_by(self, user: User | AnonymousUser) -> Self:
        """With the answers to `can_manage` and `can_act_for` for this person, in the same query."""
        if not user.is_authenticated:
            nothing = Value(value=False)
            return self.annotate(asked_by=Value(None), is_managed=nothing, is_acted_for=nothing)
        return self.annotate(
            asked_by=Value(user.pk), is_managed=Exists(_acting(user)), is_acted_for=_acted_for(user)
        )

    def known_to(self, user: User | AnonymousUser) -> Self:
        """Those of `visible_to` of which this person also reads whom the cluster sends."""
        return self._seen_by(user, *KNOWING)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Who acts for the cluster, those who organise the edition, and staff."""
        return self._seen_by(user)

    def _seen_by(self, user: User | AnonymousUser, *roles: Role) -> Self:
        if reads_unpublished(user):
            return self
        if not user.is_authenticated:
            return self.none()
        organising = HeldRole.objects.there(user, *roles, of="edition")
        return self.filter(Exists(organising) | _acted_for(user))


def _acting(user: User) -> models.QuerySet[Membership]:
    """Places of a person who acts for the cluster; in a subquery of registrations."""
    return Membership.objects.filter(
        organisation=OuterRef("cluster_id"), user=user, role__in=ACTING
    )


def _acted_for(user: User) -> Q:
    """Who acts for the cluster, and a delegate who may."""
    delegate = Delegate.objects.filter(
        registration=OuterRef("pk"), access__user=user, access__may_act=True
    )
    return Q(Exists(_acting(user))) | Q(Exists(delegate), state__in=TAKING_PART)


class Registration(models.Model):
    """A cluster at an edition. It has at most `seats` meetings at a time, as many as delegates are
    there then: see `events.queries.presence`.

    Where one person speaks for it and for another cluster there, `sends_colleague` says that
    somebody else attends its meetings, so that those of both may be at one time. A meeting with one
    that `takes_part` online is online; who does both follows the other side.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("registration", "Waiting")
        APPROVED = "approved", pgettext_lazy("registration", "Approved")
        WAITLISTED = "waitlisted", pgettext_lazy("registration", "Waitlisted")
        DECLINED = "declined", pgettext_lazy("registration", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("registration", "Withdrawn")

    class TakesPart(models.TextChoices):
        ON_SITE = "on_site", pgettext_lazy("taking part", "On site")
        ONLINE = "online", pgettext_lazy("taking part", "Online")
        BOTH = "both", pgettext_lazy("taking part", "On site or online")

    # The most at a time of any cluster; who says no less has as many as delegates are there.
    MOST_SEATS = 10

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="registrations")
    cluster = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="registrations"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    seats = models.PositiveSmallIntegerField(_("most meetings at a time"), default=MOST_SEATS)
    max_meetings = models.PositiveSmallIntegerField(
        _("most meetings in all"), null=True, blank=True, help_text=_("Empty for no limit.")
    )
    sends_colleague = models.BooleanField(
        _("A colleague attends the meetings of this cluster"), default=False
    )
    takes_part = models.CharField(
        _("way of taking part"),
        max_length=7,
        choices=TakesPart.choices,
        default=TakesPart.ON_SITE,
    )
    message = models.TextField(_("message to the organiser"), blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="registrations_made"
    )
    idempotency_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("edition", "cluster"), name="registration_once"),
            # The targets of composite foreign keys, which keep copied columns equal.
            models.UniqueConstraint(fields=("id", "edition"), name="registration_of_edition"),
            models.UniqueConstraint(fields=("id", "seats"), name="registration_with_seats"),
            models.CheckConstraint(
                condition=Q(
                    state__in=["waiting", "approved", "waitlisted", "declined", "withdrawn"]
                ),
                name="registration_state_known",
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1, seats__lte=10), name="registration_seats_1_to_10"
            ),
            models.CheckConstraint(
                condition=Q(max_meetings__isnull=True) | Q(max_meetings__gte=1),
                name="registration_most_meetings_1",
            ),
            models.CheckConstraint(
                condition=Q(takes_part__in=["on_site", "online", "both"]),
                name="registration_takes_part_known",
            ),
        )

    def __str__(self) -> str:
        return f"cluster {self.cluster_id} at edition {self.edition_id}"

    @property
    def limit_at_once(self) -> int | None:
        """The most meetings at a time that the cluster wants; None where it says none."""
        return self.seats if self.seats < self.MOST_SEATS else None

    @property
    def most_at_once(self) -> int:
        """The most meetings at a time that it can hold at all; nobody named counts one."""
        return min(self.seats, max(len(self.delegates.all()), 1))


class Delegate(models.Model):
    """A person whom a cluster sends.

    It is there throughout the event, or in the periods of `presence` alone.
    """

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="delegates"
    )
    name = models.CharField(max_length=150)
    job_title = models.CharField(max_length=150, blank=True)
    languages = models.CharField(_("languages"), max_length=LONGEST_WORDS, blank=True)
    topics = models.CharField(_("topics"), max_length=LONGEST_WORDS, blank=True)
    presence = ArrayField(DateTimeRangeField(), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            # The target of composite foreign keys, which keep copied columns equal.
            models.UniqueConstraint(fields=("id", "registration"), name="delegate_of_registration"),
            # A period without time would be no period: it has no beginning and no end.
            models.CheckConstraint(
                condition=~Q(presence__contains=[DateTimeTZRange(empty=True)]),
                name="delegate_there_for_some_time",
            ),
        )

    def __str__(self) -> str:
        return self.name
