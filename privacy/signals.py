"""Where the apps above say what only they know of a person, or of what ends.

Each is sent inside the transaction of the act.
"""

from dataclasses import dataclass

from django.dispatch import Signal
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a person cannot be erased yet, and the page on which that can be changed."""

    words: StrOrPromise
    url: str
    action: StrOrPromise


# With `person`; each receiver answers a list of `Reason`s and locks what they rest on.
asked_to_be_erased = Signal()
# With `person`, as it still is, `names` and `addresses` of all times, `pseudonym` and `now`: what
# no declaration can say goes here.
person_leaves = Signal()
# With `kind`, `key` and `now`: a line of the list of erasures that is not about a person.
erased_before = Signal()
