"""Questions about an edition's schedule versions and the meetings they place."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from events.models import Edition, Registration
from matchmaking.models import Meeting, MeetingParticipant, MeetingRequest, ScheduleVersion


def wanted_meetings(edition: Edition) -> QuerySet[Meeting]:
    """Meetings to schedule: agreed, not cancelled, every participant approved."""
    absent = MeetingParticipant.objects.filter(meeting=OuterRef("pk")).exclude(
        registration__state=Registration.State.APPROVED
    )
    agreed = Q(request__isnull=True) | Q(request__state=MeetingRequest.State.ACCEPTED)
    return Meeting.objects.filter(
        agreed, ~Exists(absent), edition=edition, is_cancelled=False
    ).order_by("pk")


def current_version(edition: Edition) -> ScheduleVersion | None:
    """The version that work goes on from: the newest that is a draft or published."""
    states = (ScheduleVersion.State.DRAFT, ScheduleVersion.State.PUBLISHED)
    return ScheduleVersion.objects.filter(edition=edition, state__in=states).first()


def published_version(edition: Edition) -> ScheduleVersion | None:
    """The version that clusters see."""
    state = ScheduleVersion.State.PUBLISHED
    return ScheduleVersion.objects.filter(edition=edition, state=state).first()
