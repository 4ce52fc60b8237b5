"""What this app's kinds of mail are about; those that are not here are needed."""

from notifications.models import Subject

SUBJECTS = {
    "request-pending": Subject.REQUESTS,
    "request-accepted": Subject.REQUESTS,
    "request-declined": Subject.REQUESTS,
    "request-withdrawn": Subject.REQUESTS,
    "request-expired": Subject.REQUESTS,
    "other-time-asked": Subject.REQUESTS,
    "other-time-declined": Subject.REQUESTS,
    "other-time-refused": Subject.REQUESTS,
    "other-time-taken-back": Subject.REQUESTS,
    "slot-asked": Subject.REQUESTS,
    "meeting-message": Subject.MESSAGES,
    "reminder-agenda": Subject.REMINDERS,
    "reminder-follow-up": Subject.REMINDERS,
    "reminder-tomorrow": Subject.REMINDERS,
    "requests-reminder": Subject.REMINDERS,
    "not-told": Subject.REMINDERS,
    "meeting-cancelled": Subject.ORGANISING,
    "other-time-decide": Subject.ORGANISING,
    "other-time-ended": Subject.ORGANISING,
    "slot-answered": Subject.ORGANISING,
}
# Needed, and early enough in the morning.
CAN_WAIT = {
    "agenda",
    "agenda-changed",
    "agenda-over",
    "event-changes",
    "limit-raised",
    "meeting-dropped",
    "meeting-wanted-again",
    "published-while-waiting",
    "times-changed",
}
