"""The demonstration's requests: who asks whom, how much, and what they answer."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import combinations

from clusters.models import Organisation
from demo.event import key
from demo.people import MANAGERS, speaker_for
from events.models import Edition, Registration
from matchmaking.models import MeetingRequest, Priority, Slot, Unavailability
from matchmaking.recommending import Line, Profile, reasons, score
from matchmaking.services import requests

SEED = 2018
ABSENCES = 9
MOST_EACH = 9
# The share of requests still to answer, and of those declined.
OPEN = 0.08


def make_absences(edition: Edition) -> None:
    """Some clusters come later or leave earlier."""
    chance = random.Random(SEED)  # noqa: S311 (nothing secret)
    slots = list(Slot.objects.filter(edition=edition))
    approved = list(Registration.objects.approved().filter(edition=edition))
    for registration in chance.sample(approved, ABSENCES):
        away = slots[:2] if chance.random() < 0.5 else slots[-2:]  # noqa: PLR2004
        Unavailability.objects.bulk_create(
            Unavailability(edition=edition, registration=registration, period=slot.period)
            for slot in away
        )


def make_requests(edition: Edition, *, count: int, now: datetime) -> None:
    """Ask between regions, first where offers meet needs; most are accepted."""
    chance = random.Random(SEED)  # noqa: S311 (nothing secret)
    approved = Registration.objects.approved().filter(edition=edition).select_related("cluster")
    pairs = _pairs(list(approved), chance)
    for number, (requester, invitee) in zip(range(count), pairs, strict=False):
        request = requests.ask(
            requester=requester,
            invitee=invitee,
            wish=requests.Wish(_priority(number), _message(requester.cluster, invitee.cluster)),
            by=speaker_for(requester.cluster.slug),
            key=key("request", number),
            now=now,
        )
        _answer(request, chance, now)


def _pairs(
    approved: Sequence[Registration], chance: random.Random
) -> Iterator[tuple[Registration, Registration]]:
    """Pairs of different regions, the best fitting first, none asked for too often."""
    profiles = {registration.pk: _profile(registration.cluster) for registration in approved}
    across = [
        pair
        for pair in combinations(approved, 2)
        if pair[0].cluster.region_id != pair[1].cluster.region_id
    ]
    fit = {
        (one.pk, two.pk): score(reasons(profiles[one.pk], profiles[two.pk])) + chance.random() / 2
        for one, two in across
    }
    taken: Counter[int] = Counter()
    for one, two in sorted(across, key=lambda pair: -fit[pair[0].pk, pair[1].pk]):
        if max(taken[one.pk], taken[two.pk]) < MOST_EACH:
            taken.update((one.pk, two.pk))
            yield (one, two) if chance.random() < 0.5 else (two, one)  # noqa: PLR2004


def _profile(cluster: Organisation) -> Profile:
    return Profile(
        offers=tuple(Line(offer.text) for offer in cluster.offers.all()),
        needs=tuple(Line(need.text) for need in cluster.needs.all()),
    )


def _priority(number: int) -> Priority:
    return Priority.MUST if number % 4 == 0 else Priority.WOULD_LIKE


def _message(ours: Organisation, theirs: Organisation) -> str:
    met = reasons(_profile(ours), _profile(theirs))
    return f"We would like to talk about: {met[0].text.lower()}." if met else ""


def _answer(request: MeetingRequest, chance: random.Random, now: datetime) -> None:
    """Most say yes; those who sign in to the demonstration keep something to answer."""
    if request.state != MeetingRequest.State.PENDING:
        return
    by = speaker_for(request.invitee.cluster.slug)
    roll = chance.random()
    if roll < OPEN or (by.email in MANAGERS and roll < 4 * OPEN):
        return
    version = request.version
    if roll > 1 - OPEN:
        reply = "Our fields are too far apart this time."
        requests.decline(request=request, version=version, by=by, now=now, reply=reply)
    else:
        priority = Priority.MUST if chance.random() < OPEN else Priority.WOULD_LIKE
        requests.accept(request=request, version=version, by=by, now=now, priority=priority)
