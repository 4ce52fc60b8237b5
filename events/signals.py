"""What apps above this one may want to know, sent inside the transaction that did it."""

from django.dispatch import Signal

# An approved registration no longer is: withdrawn, declined or back to waiting. Its requests and
# meetings are the receiver's to end. Arguments: `registration`, `now`. A receiver may answer how
# many published meetings that ended.
registration_left = Signal()

# Such a decision was taken back: the registration is approved again. The same arguments.
registration_returned = Signal()

# A draft is about to be deleted. What the receiver made of it goes first. Argument: `edition`.
draft_leaves = Signal()
