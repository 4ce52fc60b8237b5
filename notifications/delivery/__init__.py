"""From the outbox to the mail server: batches, what answers mean, the letters themselves."""

from notifications.delivery.batches import deliver_due

__all__ = ("deliver_due",)
