"""What nobody but its organisers has seen is deleted: a draft, and a series without events."""

from django.db.models import ProtectedError

from events.models import Edition, Series
from events.rules import can_delete_draft, is_empty_series
from events.services.locking import locked_edition
from events.services.states import EditionChanged
from events.signals import draft_leaves
from interface.contention import retrying


class NotDeletable(Exception):
    """The event is no draft any more, or the series has events: others may rely on it."""


@retrying
def delete_draft(*, edition: Edition, version: int) -> None:
    """Delete a draft with its programme, times and tables; `version` is the one that was seen.

    Raises `NotDeletable`, `EditionChanged`, `Busy`.
    """
    current = locked_edition(edition.pk)
    if not can_delete_draft(current):
        raise NotDeletable
    if current.version != version:
        raise EditionChanged
    draft_leaves.send(sender=Edition, edition=current)
    try:
        current.delete()
    except ProtectedError as error:
        raise NotDeletable from error


@retrying
def delete_series(*, series: Series) -> None:
    """Delete a series that has no events and of which nothing is told.

    Raises `NotDeletable`, `Busy`.
    """
    # An event is given its number in the series under the same lock.
    current = Series.objects.select_for_update().get(pk=series.pk)
    if not is_empty_series(current):
        raise NotDeletable
    current.delete()
