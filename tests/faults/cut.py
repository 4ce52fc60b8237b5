"""The site, its web process killed at the first COMMIT of a form: `CUT` says before or after."""

import os
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from clustermeet import wsgi

# Made by whoever is killed, so that the process that follows lives.
DONE = Path(os.environ["CUT_DONE"])
_posts = {"now": False}
# django-stubs do not know what is private.
wrapper: Any = BaseDatabaseWrapper
_commit = wrapper._commit


def _cut(self: Any) -> None:
    is_first = _posts["now"] and not DONE.exists()
    if is_first and os.environ["CUT"] == "before":
        _end()
    _commit(self)
    if is_first:
        _end()


def _end() -> None:
    DONE.touch()
    os.kill(os.getpid(), signal.SIGKILL)


wrapper._commit = _cut


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    _posts["now"] = environ["REQUEST_METHOD"] == "POST"
    return wsgi.application(environ, start_response)
