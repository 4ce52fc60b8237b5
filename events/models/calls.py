"""Calls: a body asks for applications to an event, or for hosts of a series' next event."""

import zoneinfo
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.rules import reads_unpublished
from clusters.models import ACTING, Membership, Organisation, Role
from events import bounds
from events.models.editions import Edition, in_english, is_time_zone
from events.models.event_roles import EventRole
from events.models.series import Series
from translations.declaring import Translatable

LONGEST_CALL = 4000
MOST_PLACES = 999
MOST_WEIGHT = 100


class CallQuerySet(models.QuerySet["Call"]):
    def public(self) -> Self:
        """What a visitor may read: everything but drafts, of public events."""
        return self.exclude(state=Call.State.DRAFT).exclude(edition__state=Edition.State.DRAFT)

    def backstage_of(self, user: User | AnonymousUser) -> Self:
        """Calls whose organiser's pages this person may open: those it manages; staff only reads
        there.
        """
        return self if reads_unpublished(user) else self.managed_by(user)

    def managed_by(self, user: User | AnonymousUser) -> Self:
        """Calls of a body that this person acts for, or of an event that it plans alone."""
        if not user.is_authenticated:
            return self.none()
        wanted = {"user": user, "role__in": ACTING}
        places = Membership.objects.filter(organisation=OuterRef("body"), **wanted)
        alone = EventRole.objects.filter(edition=OuterRef("edition"), **wanted)
        return self.filter(Exists(places) | Exists(alone))

    def reviewed_by(self, user: User | AnonymousUser) -> Self:
        """Calls whose applications this person reviews."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Exists(Reviewer.objects.filter(call=OuterRef("pk"), user=user)))


class Call(models.Model):
    """A body asks clusters to apply for places at an edition, or bodies to host a series' next one.

    It is decided once, for all applications together. `places` is how many are to be selected.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("call", "Draft")
        OPEN = "open", pgettext_lazy("call", "Open")
        REVIEWING = "reviewing", pgettext_lazy("call", "Reviewing")
        DECIDED = "decided", pgettext_lazy("call", "Decided")

    translatable: ClassVar[Translatable] = Translatable(
        called=_("The call"), fields={"title": _("Title"), "text": _("What is asked for")}
    )

    slug = models.SlugField(max_length=100, unique=True)
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="calls"
    )
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="calls"
    )
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="calls")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what is asked for"), max_length=LONGEST_CALL)
    languages = ArrayField(
        models.CharField(max_length=10),
        default=in_english,
        help_text=_("In which its texts are written; the first one leads."),
    )
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField()
    time_zone = models.CharField(max_length=50, default="Europe/Madrid", validators=[is_time_zone])
    places = models.PositiveSmallIntegerField(_("places"))
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.UUIDField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ("-closes_at", "pk")
        verbose_name = pgettext_lazy("model", "call")
        verbose_name_plural = pgettext_lazy("model", "calls")
        constraints: ClassVar[Any] = (
            models.CheckConstraint(
                condition=Q(edition__isnull=True, series__isnull=False)
                | Q(edition__isnull=False, series__isnull=True),
                name="call_for_edition_or_series",
            ),
            models.CheckConstraint(condition=Q(languages__len__gte=1), name="call_has_languages"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "open", "reviewing", "decided"]),
                name="call_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="decided", decided_at__isnull=False)
                | (~Q(state="decided") & Q(decided_at__isnull=True)),
                name="call_decided_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(opens_at__lt=F("closes_at")),
                name="call_opens_first",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gte=bounds.EARLIEST, closes_at__lte=bounds.LATEST),
                name="call_closes_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=MOST_PLACES), name="call_places_1"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("call-detail", args=[self.slug])

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def is_for_host(self) -> bool:
        """Whether the next event of a series is looked for, and not clusters for an event."""
        return self.series_id is not None

    @property
    def subject(self) -> Edition | Series:
        """What it belongs to."""
        found = self.edition or self.series
        assert found  # noqa: S101 (a constraint of the database)
        return found

    @property
    def texts_told_of(self) -> Edition | Organisation:
        """Whose log tells who translated it."""
        return self.edition or self.body


class Criterion(models.Model):
    """What reviewers look at, and how much it counts beside the others."""

    translatable: ClassVar[Translatable] = Translatable(
        called=_("Criterion"),
        fields={"text": _("Criterion")},
        within="call",
        exact=frozenset({"text"}),
    )

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")
    text = models.CharField(max_length=200)
    weight = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = pgettext_lazy("model", "criterion")
        verbose_name_plural = pgettext_lazy("model", "criteria")
        constraints = (
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=MOST_WEIGHT), name="criterion_weight_1_100"
            ),
        )

    def __str__(self) -> str:
        return self.text


class Reviewer(models.Model):
    """A person who reads and scores the applications of one call, those of its own bodies never."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="reviewers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calls_reviewed"
    )
    joined_at = models.DateTimeField()

    class Meta:
        ordering = ("joined_at", "pk")
        verbose_name = pgettext_lazy("model", "reviewer")
        verbose_name_plural = pgettext_lazy("model", "reviewers")
        constraints = (models.UniqueConstraint(fields=("call", "user"), name="reviewer_once"),)

    def __str__(self) -> str:
        return f"user {self.user_id} for call {self.call_id}"


class ReviewerInvitationQuerySet(models.QuerySet["ReviewerInvitation"]):
    def open(self, now: datetime) -> Self:
        """Those that can be accepted: unused, of a call that is not decided, by an owner still."""
        owner = Membership.objects.filter(
            user=OuterRef("invited_by"),
            user__is_active=True,
            organisation=OuterRef("call__body"),
            role=Role.OWNER,
        )
        usable = self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)
        return usable.filter(Exists(owner)).exclude(call__state=Call.State.DECIDED)


class ReviewerInvitation(models.Model):
    """An owner asks somebody to review a call. It works once; of its token the hash is kept."""

    log_without: ClassVar[tuple[str, ...]] = ("token_hash",)

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviewers_invited"
    )
    idempotency_key = models.UUIDField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewerInvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = pgettext_lazy("model", "invitation to review")
        verbose_name_plural = pgettext_lazy("model", "invitations to review")

    def __str__(self) -> str:
        return f"invitation {self.pk} to review call {self.call_id}"


class CallExport(models.Model):
    """Somebody took the applications to a call along, called so then; the file names nobody.

    An owner's `has_points`.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="exports")
    title = models.CharField(max_length=200)
    has_points = models.BooleanField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calls_exported"
    )
    asked_at = models.DateTimeField()
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = pgettext_lazy("model", "export of applications")
        verbose_name_plural = pgettext_lazy("model", "exports of applications")

    def __str__(self) -> str:
        return f"export of call {self.call_id}"
