"""Delegates with accounts of their own."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import User
from clusters.services.membership import hash_of
from events.models import Delegate, DelegateAccess
from tests.factories.accounts import UserFactory

INVITED_AT = datetime(2094, 4, 1, 9, tzinfo=UTC)


def asked(delegate: Delegate, by: User, *, token: str = "", **fields: Any) -> DelegateAccess:
    """An invitation to a delegate that nobody has accepted yet."""
    return DelegateAccess.objects.create(
        delegate=delegate,
        registration=delegate.registration,
        edition=delegate.registration.edition,
        token_hash=hash_of(token or uuid4().hex),
        invited_by=by,
        idempotency_key=uuid4(),
        **{
            "email": f"delegate-{delegate.pk}@example.org",
            "invited_at": INVITED_AT,
            "expires_at": INVITED_AT + timedelta(days=14),
            **fields,
        },
    )


def with_account(delegate: Delegate, *, user: User | None = None, **fields: Any) -> DelegateAccess:
    """A delegate who has taken the account up."""
    user = user or UserFactory()
    by = fields.pop("by", None) or UserFactory()
    return asked(delegate, by, user=user, email=user.email, accepted_at=INVITED_AT, **fields)
