"""What this app's kinds of mail are about; those that are not here are needed."""

from notifications.models import Subject

SUBJECTS = {
    "event-invitation": Subject.MESSAGES,
    "event-invitation-reminder": Subject.REMINDERS,
    "event-invitation-withdrawn": Subject.MESSAGES,
    "message-to-cluster": Subject.MESSAGES,
    "message-to-organiser": Subject.MESSAGES,
    "consent-answered": Subject.ORGANISING,
    "organiser-news": Subject.ORGANISING,
}
# What a delegate without an agenda there is told all the same, or is told to the cluster.
OF_ITS_END = {
    "agenda-over",
    "delegate-ended",
    "delegate-gone",
    "delegate-joined",
    "delegate-left",
    "delegate-said",
}
# Needed, and early enough in the morning.
CAN_WAIT = {
    "application-decided",
    "application-received",
    "application-returned",
    "application-withdrawn",
    "consent-asked",
    "delegate-acts",
    "delegate-back",
    "delegate-gone",
    "delegate-joined",
    "delegate-left",
    "delegate-reads",
    "delegate-replaced",
    "delegate-said",
    "edition-cancelled",
    "event-role",
    "follow-up-asked",
    "people-erased",
    "registration-approved",
    "registration-declined",
    "registration-edited",
    "registration-waiting",
    "registration-waitlisted",
    "reviewer-removed",
    "reviewing-begun",
}
# Needed, and at once: somebody waits for its link, tries a text, or finds a page closed.
AT_ONCE = {
    "delegate-ended",
    "delegate-invitation",
    "event-role-invitation",
    "message-tried",
    "reviewer-invited",
}
