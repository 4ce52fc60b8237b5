"""Who the people of a load are: members with a session, and newcomers with a password."""

import uuid
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from accounts.models import User
from benchmarks.load.judging import ANSWERS
from clusters.models import Membership
from events.models import Edition, Registration
from matchmaking.models.requests import Priority

PASSWORD = "load-clustermeet"  # noqa: S105 (of people who live for minutes)
PUBLIC = ("home", "edition-list", "cluster-list", "region-list", "search")


def people(edition: Edition, members: int, newcomers: int) -> dict[str, Any]:
    """Rows for everybody, and what locust has to know of them."""
    seats = list(
        Registration.objects.filter(edition=edition, state="approved")
        .select_related("cluster")
        .order_by("pk")
    )
    users = _users("member", members)
    chosen = [seats[number % len(seats)] for number in range(members)]
    Membership.objects.bulk_create(
        Membership(user=user, organisation=seat.cluster)
        for user, seat in zip(users, chosen, strict=True)
    )
    told = []
    for user, seat in zip(users, chosen, strict=True):
        here = [edition.slug, seat.cluster.slug]
        others = [other.cluster.slug for other in seats if other != seat]
        told.append(
            {
                "session": _session(user),
                "path": reverse("meet-home", args=here),
                "partners": [reverse("meet-partner", args=[*here, other]) for other in others],
            }
        )
    return {
        "public": [*map(reverse, PUBLIC), reverse("edition-detail", args=[edition.slug])],
        "answers": ANSWERS,
        "wish": {"message": "Shall we meet?", "priority": Priority.WOULD_LIKE},
        "members": told,
        "newcomers": [
            {"email": user.email, "password": PASSWORD} for user in _users("newcomer", newcomers)
        ],
    }


def _users(kind: str, count: int) -> list[User]:
    password, run = make_password(PASSWORD), uuid.uuid4().hex[:8]
    users = User.objects.bulk_create(
        User(email=f"{kind}{n}-{run}@example.org", name=f"{kind} {n}", password=password)
        for n in range(count)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return users


def _session(user: User) -> str:
    browser = Client()
    browser.force_login(user)
    return browser.cookies["sessionid"].value
