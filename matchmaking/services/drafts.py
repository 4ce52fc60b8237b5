"""A draft that nobody needs is discarded, and can be brought back."""

from datetime import datetime

from django.db import transaction

from matchmaking.models import ScheduleVersion


class DraftChanged(Exception):
    """The draft was changed, published or discarded since it was looked at."""


@transaction.atomic
def discard(*, version: ScheduleVersion, revision: int, now: datetime) -> None:
    """Leave a draft as it was seen at `revision`; nobody was told of it, nobody is told now.

    What is discarded already stays so. Raises `DraftChanged`.
    """
    drafts = ScheduleVersion.objects.filter(
        pk=version.pk, state=ScheduleVersion.State.DRAFT, revision=revision
    )
    if drafts.filter(discarded_at=None).update(discarded_at=now):
        return
    if not drafts.exists():
        raise DraftChanged


@transaction.atomic
def bring_back(*, version: ScheduleVersion) -> None:
    """Undo the discarding; a draft that stands is an answer. Raises `DraftChanged`."""
    drafts = ScheduleVersion.objects.filter(pk=version.pk, state=ScheduleVersion.State.DRAFT)
    if not drafts.update(discarded_at=None):
        raise DraftChanged
