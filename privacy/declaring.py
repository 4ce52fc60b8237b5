"""The words in which every app says what its fields are, as to persons.

An app's `personal.py` has `MODELS`: the name of each model and its `Rows`. A test fails for a field
that is named nowhere. What the privacy page says, what *My data* holds, what erasing takes and what
ends with an event all follow from these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrPromise


class Reader(models.TextChoices):
    """Who reads a field of somebody else's, or one's own."""

    EVERYBODY = "everybody", pgettext_lazy("reader", "everybody")
    ONESELF = "oneself", pgettext_lazy("reader", "you")
    COLLEAGUES = (
        "colleagues",
        pgettext_lazy("reader", "members of your organisation, and delegates whom they let act"),
    )
    DELEGATES = "delegates", pgettext_lazy("reader", "delegates who sit in the meeting")
    OTHER_SIDE = "other_side", pgettext_lazy("reader", "the cluster that is written to")
    INVITED = "invited", pgettext_lazy("reader", "whoever you invite")
    ORGANISER = "organiser", pgettext_lazy("reader", "the event's organiser")
    OWNERS = "owners", pgettext_lazy("reader", "the owners of the body whose call it is")
    REVIEWER = "reviewer", pgettext_lazy("reader", "the reviewers of the call, but of your body")
    STAFF = "staff", pgettext_lazy("reader", "the programme's staff")
    ADMINISTRATOR = "administrator", pgettext_lazy("reader", "administrators")
    MACHINE = "machine", pgettext_lazy("reader", "nobody; the site's programs alone")


class Kept(models.TextChoices):
    """How long."""

    ACCOUNT = "account", _("as long as your account")
    EDITION = "edition", _("until the event's personal data are erased")
    MAIL = "mail", _("90 days after the mail left")
    WEEK = "week", _("seven days")
    MOMENT = "moment", _("half an hour at most")
    SESSION = "session", _("two weeks after you were here last")
    RECORD = "record", _("for good, as part of the public record")


class Then(Enum):
    """What becomes of a value when the person it belongs to is erased."""

    BLANKED = "blanked"
    PSEUDONYM = "pseudonym"
    # The row stays and points to somebody who is a pseudonym from then on.
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Personal:
    """A field that says something of a person.

    `of` is the way from the row to whom it belongs: to a person, or to a field with an e-mail
    address. Empty where the row knows nobody by account, as with a delegate. A text that `quotes`
    may hold others' names: those who are erased become pseudonyms in it.
    """

    what: StrPromise
    why: StrPromise
    readers: tuple[Reader, ...]
    kept: Kept
    of: str = ""
    then: Then = Then.BLANKED
    quotes: bool = False

    @property
    def is_secret(self) -> bool:
        """Of no use to a reader, and dangerous in others' hands: in no download."""
        return self.readers == (Reader.MACHINE,)


@dataclass(frozen=True, slots=True)
class Rows:
    """A model's rows: the fields that are `personal`, and those that say nothing of anybody.

    With a person erased go the rows that lead to that person by `goes_with`. `edition` is the way
    to the event with which fields end that are kept no longer. `context` are ways to values that
    make a row understandable to whom it belongs.
    """

    nothing: str = ""
    personal: Mapping[str, Personal] = field(default_factory=dict)
    goes_with: str = ""
    edition: str = ""
    context: tuple[str, ...] = ()


def did(of: str, *readers: Reader, kept: Kept = Kept.EDITION) -> Personal:
    """Who did something: the row stays, and so does the way to the person, a pseudonym one day."""
    return Personal(
        what=_("That you did something: registered, asked, answered, ran, moved, decided"),
        why=_("So that others know whom to turn to, and a mistake can be traced."),
        readers=readers or (Reader.COLLEAGUES, Reader.ORGANISER, Reader.STAFF),
        kept=kept,
        of=of,
        then=Then.STAYS,
    )
