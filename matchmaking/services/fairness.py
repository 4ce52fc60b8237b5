"""Whether everybody may read how fair a schedule is: the organiser's wish."""

from django.db import transaction
from django.db.models import F

from events.models import Edition
from matchmaking.rules import can_have_fairness_shown


class NothingToShow(Exception):
    """The edition was cancelled: there is no schedule to show."""


class FairnessChanged(Exception):
    """Somebody changed the edition since it was read. Nothing was changed."""


@transaction.atomic
def show_fairness(*, edition: Edition, is_public: bool, version: int) -> None:
    """Open the fairness page to everybody, or close it; `version` is the edition's as it was seen.

    What is so already is an answer, not a change. Raises `NothingToShow`, `FairnessChanged`.
    """
    if not can_have_fairness_shown(edition):
        raise NothingToShow
    rows = Edition.objects.filter(pk=edition.pk)
    if rows.filter(is_fairness_public=is_public).exists():
        return
    changed = rows.filter(version=version, state=edition.state).update(
        is_fairness_public=is_public, version=F("version") + 1
    )
    if not changed:
        raise FairnessChanged
