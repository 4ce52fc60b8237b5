"""What apps above this one may want to know, sent inside the transaction that did it."""

from django.dispatch import Signal

# An approved registration no longer is: withdrawn, declined or back to waiting. Its requests and
# meetings are the receiver's to end. Arguments: `registration`, `now`, and `by`, who did it, if
# anybody is known.
registration_left = Signal()

# Which published meetings to come would end if a registration left? Arguments: `registration`,
# which is locked, and `now`. A receiver answers a list of `events.records.MeetingThere`.
meetings_to_lose = Signal()

# Such a decision was taken back: the registration is approved again. Arguments: `registration`,
# `now`.
registration_returned = Signal()

# What depends on the dates of an edition, so that it would move along? Argument: `edition`. A
# receiver answers a queryset.
dates_are_used = Signal()

# An edition, which is locked and still as it was, moves to other days or another time zone.
# Arguments: `edition`, `move` (`events.moves.Move`), `seen` (the mark of what the receiver's app
# had shown of it) and `now`. What the receiver has there moves along, or it refuses by a
# `MoveRefused` of `events.services.moving`.
edition_moves = Signal()

# A draft was made like an earlier edition. What the receiver has of that one it makes for the new
# one too, or refuses by a `MoveRefused`. Arguments: `edition`, `copy`, `move`.
edition_copied = Signal()

# What does a session lie over that it keeps people from? Argument: `session`, as it is stored. A
# receiver answers a set of marks, each a kind and a primary key.
session_lies_over = Signal()

# A draft is about to be deleted. What the receiver made of it goes first. Argument: `edition`.
draft_leaves = Signal()

# An event was cancelled. A receiver may tell readers with more than words, and answers the mails;
# whom their keys name (`registration:5`, `delegate-access:5`) is told nothing else. Arguments:
# `edition`, `message`, `now`.
event_cancelled = Signal()

# For which published meetings to come is nobody of a delegation left, as it is stored now?
# Arguments: `registration`, which is locked, `now`, and whether it `is_unnamed`: nobody is left who
# has a name then. A receiver answers a list of `events.records.MeetingThere`.
meetings_without_delegate = Signal()

# Requests are open, by hand or by the clock. Arguments: `edition`, which is locked and as it is
# now, and `now`.
requests_opened = Signal()

# A delegation, whose registration is locked, is another one now, or is there at other times. Who
# sits in which meeting is the receiver's to settle. Arguments: `registration`, `now`.
delegation_changed = Signal()

# Does a delegate sit in a published meeting that has begun? Arguments: `delegate`, `now`. A
# receiver answers yes or no.
has_sat = Signal()

# What a delegate sits in that has begun is another one's of the delegation, whose registration is
# locked. Arguments: `former`, `successor`, `now`.
seats_handed_over = Signal()
