"""What this app's kinds of mail are about: all of them are needed."""

from notifications.models import Subject

SUBJECTS: dict[str, Subject] = {}
CAN_WAIT: set[str] = set()
# Somebody waits for the link in it, or is to know at once what happened to the account.
AT_ONCE = {"account"}
