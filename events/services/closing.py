"""Registration closes before its day and opens again, whatever else the event does."""

from datetime import datetime

from django.db.models import F

from events.models import Edition
from events.rules import can_reopen_registration, is_open_for_registration
from events.services.inviting import stop_all
from events.services.locking import locked_edition
from events.services.states import EditionChanged
from interface.contention import retrying


class RegistrationNotClosable(Exception):
    """Registration is not open, so it is not closed; or not closed, so it is not opened again."""


@retrying
def close_registration(*, edition: Edition, version: int, now: datetime) -> None:
    """Clusters no longer register; what they registered stays. What is closed is an answer.

    `version` is the one the organiser saw. Raises `RegistrationNotClosable`, `EditionChanged`,
    `Busy`.
    """
    current = locked_edition(edition.pk)
    if can_reopen_registration(current, now):
        return
    if not is_open_for_registration(current, now):
        raise RegistrationNotClosable
    last = current.requests_close_at
    # Registration closes no later than requests do, whose date may be over before they opened.
    _write(current, version, min(now, last) if last else now)
    stop_all(current)


@retrying
def reopen_registration(*, edition: Edition, version: int, now: datetime) -> None:
    """Clusters register again, without a last day. What is open is an answer.

    Raises `RegistrationNotClosable`, `EditionChanged`, `Busy`.
    """
    current = locked_edition(edition.pk)
    if is_open_for_registration(current, now):
        return
    if not can_reopen_registration(current, now):
        raise RegistrationNotClosable
    _write(current, version, None)


def _write(current: Edition, version: int, closes_at: datetime | None) -> None:
    if current.version != version:
        raise EditionChanged
    Edition.objects.filter(pk=current.pk).update(
        registration_closes_at=closes_at, version=F("version") + 1
    )
