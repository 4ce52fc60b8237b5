"""The mailbox of what came back, as a mail server writes it: a maildir."""

import logging
import mailbox
from datetime import datetime
from pathlib import Path

from notifications.services.bouncing import take_bounce

log = logging.getLogger(__name__)

# No report is larger; what is, is left unread.
LARGEST = 1_000_000


def read_maildir(folder: Path, *, now: datetime) -> int:
    """Read what is new and put it among the read; how many addresses were marked.

    Two that read at once take a mail twice at worst, which marks an address twice.
    """
    if not (folder / "new").is_dir():
        log.warning("The mailbox of bounces is not there: %s", folder)
        return 0
    box = mailbox.Maildir(folder, factory=None, create=False)
    marked = 0
    for path in sorted((folder / "new").iterdir()):
        try:
            raw = path.read_bytes() if path.stat().st_size <= LARGEST else b""
            marked += _taken(raw, path.name, now)
            path.rename(folder / "cur" / f"{path.name}{box.colon}2,S")
        except FileNotFoundError:
            continue  # another one has it
    return marked


def _taken(raw: bytes, name: str, now: datetime) -> int:
    """How many addresses it marks; a mail that nothing can be made of holds up no other."""
    try:
        return take_bounce(raw=raw, now=now)
    except (LookupError, ValueError):
        log.exception("A mail to the bounce address was not understood: %s", name)
        return 0
