"""Where online meetings take place: for their two sides alone."""

from collections.abc import Collection

from events.models import Edition
from events.online import address_by
from matchmaking.models import OnlineRoom


def addresses(edition: Edition, meetings: Collection[int]) -> dict[int, str]:
    """The address of each of these meetings (by id) that has one; at most one query.

    Show it to nobody but a meeting's sides.
    """
    if not edition.online_pattern or not meetings:
        return {}
    rooms = OnlineRoom.objects.filter(meeting__in=meetings).values_list("meeting_id", "secret")
    return {meeting: address_by(edition.online_pattern, secret) for meeting, secret in rooms}
