"""Invitations to an event: how each stands, and how many there are by region and sector."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from clusters.models import ACTING, Organisation
from events.models import Edition, EventInvitation, InvitationRound, Registration
from events.models.inviting import Standing

# Who was invited less long ago is not reminded yet.
BEFORE_REMINDER = timedelta(days=1)
ANSWERS = (Standing.REGISTERED, Standing.DECLINED, Standing.OPEN, Standing.NOBODY)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many clusters were invited, and how they answered; `name` is of a region or sector."""

    name: str
    invited: int
    registered: int
    declined: int
    open: int
    nobody: int


def invitations(edition: Edition, *standing: Standing) -> QuerySet[EventInvitation]:
    """Those of an event that stand so, or all, with their clusters, in order of names; each has its
    `standing`.
    """
    rows = EventInvitation.objects.filter(edition=edition).standing()
    if standing:
        rows = rows.standing_as(*standing)
    return rows.select_related("cluster__region").order_by("cluster__sort_name", "pk")


def in_all(rows: Iterable[Counted]) -> Counted:
    """The regions of an event together: each cluster is from one, or from none that is known."""
    found = list(rows)
    sums = {name: sum(getattr(row, name) for row in found) for name in ("invited", *ANSWERS)}
    return Counted(name="", **sums)


def counted_by_region(edition: Edition) -> list[Counted]:
    """The same for each region that a cluster of these is from, in order of names; one query."""
    return _by(edition, "cluster__region__name", "cluster__region__sort_name")


def counted_by_sector(edition: Edition) -> list[Counted]:
    """The same for each sector; a cluster counts in each of its sectors. One query."""
    return _by(edition, "cluster__sectors__name", "cluster__sectors__position")


def _by(edition: Edition, name: str, order: str) -> list[Counted]:
    rows = _standing(edition).values(called=F(name), placed=F(order)).annotate(**_columns())
    found = rows.order_by(F("placed").asc(nulls_last=True))
    return [
        Counted(name=row.pop("called") or "", **row)
        for row in found.values("called", "invited", *(each.value for each in ANSWERS))
    ]


def _standing(edition: Edition) -> QuerySet[EventInvitation]:
    rows = EventInvitation.objects.filter(edition=edition).order_by().standing()
    return rows.standing_as(*ANSWERS)


def _columns() -> dict[str, Count]:
    each = {row.value: Count("pk", filter=Q(standing=row)) for row in ANSWERS}
    return {"invited": Count("pk"), **each}


def unanswered(edition: Edition) -> QuerySet[EventInvitation]:
    """Those that the organiser may take back."""
    rows = EventInvitation.objects.filter(edition=edition).standing()
    return rows.standing_as(Standing.OPEN, Standing.NOBODY)


def to_remind(edition: Edition, now: datetime) -> QuerySet[EventInvitation]:
    """Invited a day ago or longer, and neither answered nor reminded."""
    rows = EventInvitation.objects.filter(edition=edition, reminded_at=None).standing()
    return rows.standing_as(Standing.OPEN).filter(round__sent_at__lte=now - BEFORE_REMINDER)


def sent_rounds(edition: Edition) -> QuerySet[InvitationRound]:
    """The texts by which clusters were invited, the newest first, in all their languages."""
    rows = edition.invitation_rounds.filter(sent_at__isnull=False).select_related("author")
    return rows.prefetch_related("texts")


def prepared_rounds(edition: Edition) -> QuerySet[InvitationRound]:
    """The texts that came along from an earlier event; nobody was sent them."""
    return edition.invitation_rounds.filter(sent_at=None)


def is_round_sent(edition: Edition, by: User, key: UUID, text: str) -> bool:
    """Whether this person sent these words under this key."""
    rounds = edition.invitation_rounds.filter(author=by, idempotency_key=key, text=text)
    return rounds.exists()


def known_clusters(edition: Edition) -> Q:
    """Clusters that are invited, or have said to the event whether they come."""
    invited = edition.invitations.exclude(state=EventInvitation.State.WITHDRAWN)
    registered = Registration.objects.filter(edition=edition)
    return Q(pk__in=invited.order_by().values("cluster")) | Q(
        pk__in=registered.order_by().values("cluster")
    )


def not_yet_invited(edition: Edition, clusters: Iterable[Organisation]) -> list[Organisation]:
    """Those of the clusters that have neither an invitation that stands nor a registration."""
    rows = list(clusters)
    asked = Organisation.objects.filter(pk__in=[row.pk for row in rows]).order_by()
    known = set(asked.filter(known_clusters(edition)).values_list("pk", flat=True))
    return [row for row in rows if row.pk not in known]


def invitations_of(user: User) -> QuerySet[EventInvitation]:
    """Those to clusters that this person speaks for; of a draft nobody reads."""
    rows = EventInvitation.objects.filter(
        cluster__memberships__user=user, cluster__memberships__role__in=ACTING
    )
    rows = rows.exclude(edition__state=Edition.State.DRAFT)
    return rows.select_related("edition__owner", "cluster", "round")


def standing_invitations(user: User) -> QuerySet[EventInvitation]:
    """Those of them that stand, to clusters that have never registered there."""
    there = Registration.objects.filter(edition=OuterRef("edition"), cluster=OuterRef("cluster"))
    rows = invitations_of(user).exclude(state=EventInvitation.State.WITHDRAWN)
    return rows.filter(~Exists(there))
