"""What this app's kinds of mail are about; those that are not here are needed."""

from notifications.models import Subject

SUBJECTS: dict[str, Subject] = {}
# Needed, and early enough in the morning.
CAN_WAIT = {
    "claim-decided",
    "claim-filed",
    "member",
    "member-joined",
    "member-removed",
    "role-changed",
}
# Needed, and at once: it holds a link that somebody waits for.
AT_ONCE = {"invitation"}
