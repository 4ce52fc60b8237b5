"""A delegate of the demonstration who has an account and reads an agenda of their own."""

from datetime import datetime

from accounts.models import User
from demo.event import key
from demo.people import DELEGATE, MANAGERS
from events.models import Edition, Registration
from events.services.delegate_accounts import accept_as_delegate, invite_delegate


def give_account(edition: Edition, now: datetime) -> None:
    """The first manager invites the delegate of their cluster, who accepts."""
    email, slug = next(iter(MANAGERS.items()))
    registration = Registration.objects.get(edition=edition, cluster__slug=slug)
    access = invite_delegate(
        delegate=registration.delegates.all()[0],
        email=DELEGATE,
        by=User.objects.get(email=email),
        key=key("delegate"),
        now=now,
        address_of=lambda token: token,
    )
    accept_as_delegate(access=access, user=User.objects.get(email=DELEGATE), now=now)
