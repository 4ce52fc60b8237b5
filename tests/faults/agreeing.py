"""Many clusters of one edition, and what they agreed on, made with a few statements."""

import uuid
from collections.abc import Iterable

from accounts.models import User
from clusters.models import Organisation
from events.models import Edition, Registration
from matchmaking.models import Meeting, MeetingParticipant, MeetingRequest


def registered(
    edition: Edition, by: User, count: int, *, state: str = "approved"
) -> list[Registration]:
    clusters = Organisation.objects.bulk_create(
        Organisation(slug=f"racer-{number}", name=f"Racer {number}", kind="cluster")
        for number in range(count)
    )
    return Registration.objects.bulk_create(
        Registration(
            edition=edition,
            cluster=cluster,
            state=state,
            registered_by=by,
            idempotency_key=uuid.uuid4(),
        )
        for cluster in clusters
    )


def agree(
    edition: Edition, by: User, wishes: Iterable[tuple[Registration, Registration]]
) -> list[Meeting]:
    """The meetings of accepted requests; of each pair the first asked."""
    pairs = list(wishes)
    requests = MeetingRequest.objects.bulk_create(
        MeetingRequest(
            edition=edition,
            requester=ours,
            invitee=theirs,
            state="accepted",
            requested_by=by,
            idempotency_key=uuid.uuid4(),
        )
        for ours, theirs in pairs
    )
    meetings = Meeting.objects.bulk_create(
        Meeting(edition=edition, request=request) for request in requests
    )
    MeetingParticipant.objects.bulk_create(
        MeetingParticipant(edition=edition, meeting=meeting, registration=registration)
        for meeting, pair in zip(meetings, pairs, strict=True)
        for registration in pair
    )
    return meetings
