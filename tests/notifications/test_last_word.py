"""Of a thing that changes its state only the last word is told, and only if it is news."""

from datetime import UTC, datetime

import pytest

from notifications.recipients import Recipient
from notifications.services import settled_at, still_to_tell, tell
from tests.support.mails import all_sent, told

NOW = datetime(2094, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def becomes(state: str, before: str, version: int = 1) -> None:
    """A place of somebody is taken or given back, as services tell of it."""
    known = still_to_tell(object_key="place:1:2", before=before, after=state)
    if known is not None:
        tell(
            kind=state,
            object_key="place:1:2",
            version=version,
            recipients=[Recipient("ana@example.org")],
            template="clusters/mail/place_ended",
            context={},
            now=NOW,
            due_at=settled_at(NOW),
            known=known,
        )


def test_back_and_forth_within_the_interval_is_told_to_nobody() -> None:
    becomes("member-removed", before="member")
    becomes("member", before="member-removed")
    assert told() == []


def test_back_and_forth_after_the_first_mail_has_left_is_no_news() -> None:
    becomes("member-removed", before="member")
    all_sent(NOW)
    becomes("member", before="member-removed")
    becomes("member-removed", before="member", version=2)
    assert told(state="queued") == []
