"""A reviewer gives points for each criterion, alone."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from events.models import Application, Review, Reviewer, Score
from events.rules.calls import has_conflict, is_open_for_review
from events.services.calls.scene import CallTooLate, call_of
from interface.contention import retrying


class NotTheirs(Exception):
    """The person does not review this call, or belongs to the body that applies."""


class ReadAnew(Exception):
    """The applicant wrote it anew, or it was returned, since it was read."""


class PointsMissing(Exception):
    """Each criterion of the call, as it is now, needs its points."""


@retrying
def review(
    *,
    application: Application,
    by: User,
    points: Mapping[int, int],
    note: str,
    version: int,
    now: datetime,
) -> Review:
    """Keep somebody's points, by criterion (ids), and note; the ones before are replaced.

    `version` is that of the application that was read. Raises `NotTheirs`, `CallTooLate`,
    `ReadAnew`, `PointsMissing`, `Busy`.
    """
    call, current = call_of(application)
    reviewer = Reviewer.objects.filter(call=call, user=by).first()
    if reviewer is None or has_conflict(by, current):
        raise NotTheirs
    if not is_open_for_review(call, now):
        raise CallTooLate
    if current.version != version or current.state != Application.State.SUBMITTED:
        raise ReadAnew
    if set(points) != set(call.criteria.values_list("pk", flat=True)):
        raise PointsMissing
    found, _ = Review.objects.update_or_create(
        application=current,
        reviewer=reviewer,
        defaults={"note": note, "application_version": version, "written_at": now},
    )
    for criterion, given in points.items():
        Score.objects.update_or_create(
            review=found, criterion_id=criterion, defaults={"points": given}
        )
    return found
