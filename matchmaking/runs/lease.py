"""A run's lease, kept alive while the solver works."""

import logging
import threading
from dataclasses import replace
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection

from matchmaking import records
from matchmaking.models import ScheduleRun
from matchmaking.services import runs
from scheduling.control import Progress

log = logging.getLogger(__name__)


class Lease:
    """Keeps a run's lease in a thread, writes its progress, hears whether it is to stop."""

    def __init__(self, run: ScheduleRun) -> None:
        self.run = run
        self.progress: list[records.Progress] = []
        self._stop = threading.Event()
        self._done = threading.Event()
        self._every = min(1.0, settings.RUN_LEASE_SECONDS / 4)
        self._thread = threading.Thread(target=self._keep, name=f"lease of run {run.pk}")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()

    def note(self, progress: Progress) -> None:
        """Keep a step of the solver; it is written with the next beat."""
        self.progress.append(
            records.Progress(
                step=progress.step,
                value=progress.value,
                bound=progress.bound,
                seconds=round(progress.seconds, 2),
                meetings=progress.meetings,
            )
        )

    def note_alternative(self, number: int, progress: Progress) -> None:
        """Keep a step of a comparison; its name says of which alternative, 0 for now."""
        self.note(replace(progress, step=f"{progress.step} {number}"))

    def is_to_stop(self) -> bool:
        return self._stop.is_set()

    def _keep(self) -> None:
        try:
            while not self._done.wait(self._every):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        try:
            if runs.extend(run=self.run, progress=list(self.progress)):
                self._stop.set()
        except runs.LeaseLost:
            self._stop.set()
        except DatabaseError:
            # The next beat tries again; if the lease ends meanwhile, another worker takes over.
            log.exception("The lease of run %s was not extended.", self.run.pk)
            connection.close()
