"""What a signed-in person finds on the start page and on a cluster's page at an edition."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from clusters.models import Organisation
from events.models import Edition, EventInvitation, Registration
from events.queries.inviting import standing_invitations
from events.queries.questions import owed_follow_ups, owed_with_registration
from events.rules import ENDED, is_open_for_invitations, is_open_for_registration, phase
from interface.counting import counts
from matchmaking.models import MeetingRequest, Slot
from matchmaking.queries.availability import said_no
from matchmaking.queries.remedies import open_asks
from matchmaking.rules import state_at


@dataclass(frozen=True, slots=True)
class MyCluster:
    """A cluster that one speaks for, and where it takes part, the next event first.

    `invitations` are those that it may still answer.
    """

    cluster: Organisation
    registrations: tuple[Registration, ...]
    invitations: tuple[EventInvitation, ...] = ()

    @property
    def named(self) -> list[Edition]:
        """The editions that are named with it."""
        invited = [invitation.edition for invitation in self.invitations]
        return [*(row.edition for row in self.registrations), *invited]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a cluster is with what it should do before it leaves for the event.

    `not_answered` are the requests whose time is over, `asked` those that it asked to meet,
    `asked_times` the times that the organiser asks it for, `form_owed` and `follow_ups_owed` the
    questions of the event that it has to answer yet.
    """

    has_profile: bool
    delegates: int
    to_answer: int
    not_answered: int
    asked: int
    slots: int
    away: int
    asked_times: int
    form_owed: int = 0
    follow_ups_owed: int = 0

    @property
    def open(self) -> int:
        return self.slots - self.away

    @property
    def done(self) -> int:
        return sum([self.has_profile, self.delegates > 0, self.to_answer == 0, self.asked > 0])


def my_clusters(user: User, now: datetime) -> list[MyCluster]:
    clusters = Organisation.objects.acted_for_by(user).clusters().select_related("region")
    by_cluster: defaultdict[int, list[Registration]] = defaultdict(list)
    rows = Registration.objects.managed_by(user).select_related("edition", "cluster")
    for row in sorted(rows, key=lambda row: _nearness(row.edition, now)):
        by_cluster[row.cluster_id].append(row)
    invited = _invited(user, now) if clusters else {}
    return [
        MyCluster(cluster, tuple(by_cluster[cluster.pk]), tuple(invited.get(cluster.pk, ())))
        for cluster in clusters
    ]


def _invited(user: User, now: datetime) -> dict[int, list[EventInvitation]]:
    """The invitations that wait for an answer, or got one that may be changed, by cluster."""
    found = defaultdict[int, list[EventInvitation]](list)
    for row in sorted(standing_invitations(user), key=lambda row: _nearness(row.edition, now)):
        if is_open_for_invitations(row.edition, now):
            found[row.cluster_id].append(row)
    return dict(found)


def _nearness(edition: Edition, now: datetime) -> tuple[bool, int, int]:
    """What is to come before what is over, each the nearest first."""
    is_over = phase(edition, now) in ENDED
    day = edition.starts_on.toordinal() if edition.starts_on else 0
    return is_over, -day if is_over else day, edition.pk


def registrations_of(user: User | AnonymousUser, edition: Edition) -> QuerySet[Registration]:
    """The registrations of this person's clusters at an edition, without those withdrawn."""
    own = Registration.objects.managed_by(user).filter(edition=edition)
    return own.exclude(state=Registration.State.WITHDRAWN).select_related("cluster")


def latest_registration(cluster: Organisation) -> Registration | None:
    """The cluster at the last of its events, which its own pages stand in."""
    rows = Registration.objects.filter(cluster=cluster).select_related("edition", "cluster")
    return rows.order_by("-edition__starts_on").first()


def open_editions(clusters: Sequence[MyCluster], now: datetime) -> list[Edition]:
    """Editions that take registrations now and where some of these clusters is not yet."""
    own = {mine.cluster.pk for mine in clusters}
    taken: defaultdict[int, set[int]] = defaultdict(set)
    for row in (row for mine in clusters for row in mine.registrations):
        taken[row.edition_id].add(row.cluster_id)
    rows = Edition.objects.public().filter(is_recorded=False).order_by("starts_on")
    return [row for row in rows if is_open_for_registration(row, now) and own - taken[row.pk]]


def progress(
    registration: Registration, requests: Sequence[MeetingRequest], now: datetime
) -> Progress:
    """What the cluster has done and what is left; `requests` are its own. One query."""
    cluster = registration.cluster
    found = counts(
        offers=cluster.offers.all(),
        needs=cluster.needs.all(),
        delegates=registration.delegates.all(),
        slots=Slot.objects.filter(edition=registration.edition_id),
        away=said_no(registration),
        asked_times=open_asks(registration),
        form_owed=owed_with_registration(registration),
        follow_ups_owed=owed_follow_ups(registration, now),
    )
    received = [row for row in requests if row.invitee_id == registration.pk]
    stand = [state_at(row, registration.edition, now) for row in received]
    return Progress(
        has_profile=bool(cluster.summary and found["offers"] and found["needs"]),
        delegates=found["delegates"],
        to_answer=stand.count(MeetingRequest.State.PENDING),
        not_answered=stand.count(MeetingRequest.State.EXPIRED),
        asked=len(requests) - len(received),
        slots=found["slots"],
        away=found["away"],
        asked_times=found["asked_times"],
        form_owed=found["form_owed"],
        follow_ups_owed=found["follow_ups_owed"],
    )
