"""What is looked after as time passes: the log's seals, and erasures that a crash cut off."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from privacy.log import sealing
from privacy.services.erasing import look_again
from privacy.services.farewells import drop_sent_farewells
from privacy.services.ledger import carry_out
from privacy.services.sessions import drop_expired

LOOKED_AFTER = timedelta(days=2)


@shared_task
def keep_erased() -> None:
    """Carry out what the list of erasures says, and take what was written meanwhile."""
    now = timezone.now()
    carry_out(now=now)
    look_again(now=now, since=now - LOOKED_AFTER)
    drop_sent_farewells()
    drop_expired(now)


@shared_task
def seal() -> None:
    """Give what was committed its place in the chain."""
    sealing.seal(now=timezone.now())
