"""What this app's kinds of mail are about: all of them are needed."""

from notifications.models import Subject

SUBJECTS: dict[str, Subject] = {}
CAN_WAIT: set[str] = set()
# Somebody waits for the link in it, or is a person no longer whose wishes are known.
AT_ONCE = {"erase-link", "erased"}
