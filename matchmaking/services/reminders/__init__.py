"""Reminders: by the organiser's hand, and by the plan of an event."""

from matchmaking.services.reminders.by_hand import RemindersClosed, remind_unanswered
from matchmaking.services.reminders.planning import (
    DaysDoNotFit,
    PlanClosed,
    ReminderGone,
    ReminderReworded,
    ReminderSent,
    ReminderTaken,
    add_reminder,
    change_days,
    copy_reminders,
    plan_as_usual,
    remove_reminder,
    switch_reminder,
    word_reminder,
)
from matchmaking.services.reminders.previewing import Preview, preview
from matchmaking.services.reminders.sending import send_due_reminders

__all__ = (
    "DaysDoNotFit",
    "PlanClosed",
    "Preview",
    "ReminderGone",
    "ReminderReworded",
    "ReminderSent",
    "ReminderTaken",
    "RemindersClosed",
    "add_reminder",
    "change_days",
    "copy_reminders",
    "plan_as_usual",
    "preview",
    "remind_unanswered",
    "remove_reminder",
    "send_due_reminders",
    "switch_reminder",
    "word_reminder",
)
