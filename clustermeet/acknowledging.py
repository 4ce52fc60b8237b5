"""A worker whose broker does not hear that a task is done connects anew.

Celery notes it in the log and goes on. But a worker takes no more messages than it may hold, which
is one, and that one would count as held for ever: a broker that hangs for longer than its time-out
would leave the worker connected, and idle until somebody starts it again.
"""

from collections.abc import Callable

from celery.utils.log import get_logger
from celery.worker import request

log = get_logger(__name__)
# Of these errors none is noted and forgotten: the worker's loop hears of each, and connects anew.
FORGIVEN: tuple[type[Exception], ...] = ()


class Request(request.Request):
    """What a worker knows of a message; tasks name it as theirs."""

    _on_ack: Callable[..., object]  # celery-types do not know it

    def acknowledge(self) -> None:
        if not self.acknowledged:
            self._on_ack(log, FORGIVEN)
            self.acknowledged = True
