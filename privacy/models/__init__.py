"""What this room keeps: the log, and for a few minutes what an erasure still looks for."""

from privacy.models.erased import ErasedTraces
from privacy.models.log import LogEntry, LogSeal

__all__ = ["ErasedTraces", "LogEntry", "LogSeal"]
