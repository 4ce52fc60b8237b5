"""What happens by the clock, each in seconds."""

import os


def _seconds(variable: str, usual: int) -> float:
    return float(os.environ.get(variable, usual))


RECONCILE = _seconds("RECONCILE_SECONDS", 15)
CLOCK = _seconds("CLOCK_SECONDS", 60)
ERASURES = _seconds("ERASURES_SECONDS", 600)
OUTBOX = _seconds("OUTBOX_SECONDS", 5)
SEAL = _seconds("SEAL_SECONDS", 10)
HOUR = 3600.0

# Beats do not expire: a clock that is wrong by an hour would have all of them dropped. Those that
# pile up while no worker runs cost it a query each.
CELERY_BEAT_SCHEDULE = {
    "runs-reconcile": {"task": "matchmaking.tasks.reconcile", "schedule": RECONCILE},
    "events-keep-states": {"task": "events.tasks.keep_states", "schedule": CLOCK},
    "calls-close": {"task": "events.tasks.close_calls", "schedule": CLOCK},
    "requests-expire": {"task": "matchmaking.tasks.expire_requests", "schedule": CLOCK},
    "reminders-send": {"task": "matchmaking.tasks.send_reminders", "schedule": CLOCK},
    "people-of-past-events": {"task": "events.tasks.erase_people", "schedule": ERASURES},
    "erasures-keep": {"task": "privacy.tasks.keep_erased", "schedule": ERASURES},
    "agendas-tell": {"task": "matchmaking.tasks.tell_waiting", "schedule": CLOCK},
    "outbox-deliver": {"task": "notifications.tasks.deliver", "schedule": OUTBOX},
    "outbox-read-bounces": {"task": "notifications.tasks.read_bounces", "schedule": CLOCK},
    "outbox-forget": {"task": "notifications.tasks.forget", "schedule": HOUR},
    "exports-reconcile": {"task": "organise.tasks.reconcile_exports", "schedule": CLOCK},
    "imports-reconcile": {"task": "matchmaking.tasks.reconcile_imports", "schedule": RECONCILE},
    "files-drop": {"task": "files.tasks.drop", "schedule": HOUR},
    "log-seal": {"task": "privacy.tasks.seal", "schedule": SEAL},
}
