"""What clusters and the organiser wrote to each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import (
    Count,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.http import QueryDict

from accounts.models import User
from clusters.models import ACTING
from events.models import Circular, CircularText, Edition, Registration, RegistrationMessage
from events.queries.filling import by_language, read_in
from interface.parts import Part, part

M = TypeVar("M", bound=Model)
MOST_MESSAGES = 20


@dataclass(frozen=True, slots=True)
class Thread(Generic[M]):
    """The messages that are shown, in their order; of a long thread the last ones first."""

    part: Part[M]

    def __iter__(self) -> Iterator[M]:
        return reversed(self.part.items)


def thread_of(messages: QuerySet[M], asked: QueryDict) -> Thread[M]:
    """Any messages with `sent_at`; `asked` says which part is shown."""
    rows = messages.order_by("-sent_at", "-pk")
    return Thread(part(rows, "messages", asked, MOST_MESSAGES))


def thread(registration: Registration, asked: QueryDict) -> Thread[RegistrationMessage]:
    """The messages of a registration with who wrote them."""
    return thread_of(registration.messages.select_related("author"), asked)


def in_words_of(
    found: Thread[RegistrationMessage], registration: Registration, reads: Sequence[str]
) -> Thread[RegistrationMessage]:
    """The same thread, what went to several clusters in the reader's language."""
    several = [row for row in found.part.items if row.circular_id]
    prefetch_related_objects(several, "circular__texts")
    for row in several:
        assert row.circular  # noqa: S101 (chosen above)
        texts = by_language(row.circular.texts.all())
        if row.text and texts:
            said = read_in(row.circular.text, texts, registration, reads)
            row.text, vars(row)["language"] = said.text, said.language
    return found


def circulars(edition: Edition) -> QuerySet[Circular]:
    """What was written to several clusters, the newest first, each with how many `readers`."""
    rows = edition.circulars.select_related("author").annotate(readers=Count("messages"))
    return rows.order_by("-sent_at", "-pk")


def to_write_again(edition: Edition, user: User) -> QuerySet[Circular]:
    """What was written at this event, or at others of its body at which this person may write; the
    newest first, without what is erased.
    """
    others = Edition.objects.organised_by(user, *ACTING).filter(owner=edition.owner_id)
    rows = Circular.objects.filter(Q(edition=edition) | Q(edition__in=others)).exclude(text="")
    return rows.select_related("edition").order_by("-sent_at", "-pk")


def sent_to(circular: Circular) -> QuerySet[RegistrationMessage]:
    """What each cluster was sent of it, by name."""
    rows = circular.messages.select_related("registration__cluster")
    return rows.order_by("registration__cluster__sort_name", "pk")


def written_in(circular: Circular) -> QuerySet[CircularText]:
    """Its texts in the languages in which something was written."""
    return circular.texts.exclude(text="")


def _last() -> QuerySet[RegistrationMessage]:
    """The messages of a registration, the newest first; what went to several answers nobody."""
    rows = RegistrationMessage.objects.filter(registration=OuterRef("pk"), circular=None)
    return rows.order_by("-sent_at", "-pk")


def threads(edition: Edition) -> QuerySet[Registration]:
    """Registrations with messages; the unanswered first, then by the last message.

    Each has `last_at` and `last_by_organiser`.
    """
    last = _last()
    rows = edition.registrations.annotate(
        last_at=Subquery(last.values("sent_at")[:1]),
        last_by_organiser=Subquery(last.values("by_organiser")[:1]),
    )
    order = ("last_by_organiser", F("last_at").desc(), "pk")
    return rows.filter(last_at__isnull=False).select_related("cluster").order_by(*order)


def unanswered() -> QuerySet[Registration]:
    """Registrations whose cluster wrote last, of any edition."""
    rows = Registration.objects.annotate(is_answered=Subquery(_last().values("by_organiser")[:1]))
    return rows.filter(is_answered=False)
