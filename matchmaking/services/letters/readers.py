"""Who is told of a request, and may answer it by a link of their own."""

from collections import defaultdict
from collections.abc import Iterable

from clusters.models import ACTING, Membership
from matchmaking.answer_links import link_for
from matchmaking.models import MeetingRequest
from notifications.recipients import Recipient

# Who reads the same words, with the link that is theirs alone.
Readers = Iterable[tuple[list[Recipient], str]]


def members_of(clusters: Iterable[int]) -> defaultdict[int, list[Membership]]:
    """Who acts for each of these clusters (by id)."""
    found = defaultdict[int, list[Membership]](list)
    rows = Membership.objects.filter(
        organisation__in=set(clusters), role__in=ACTING, user__is_active=True
    )
    for row in rows.select_related("user").order_by("user__email"):
        found[row.organisation_id].append(row)
    return found


def with_links(request: MeetingRequest, members: Iterable[Membership]) -> Readers:
    """Who acts for a cluster, each with a link of their own."""
    for member in members:
        reader = Recipient(member.user.email, member.user.language)
        yield [reader], link_for(request, member.user_id)
