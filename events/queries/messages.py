"""What clusters and the organiser wrote to each other."""

from django.db.models import F, OuterRef, QuerySet, Subquery

from events.models import Edition, Registration, RegistrationMessage


def thread(registration: Registration) -> QuerySet[RegistrationMessage]:
    """The messages of a registration in their order, with who wrote them."""
    return registration.messages.select_related("author")


def threads(edition: Edition) -> QuerySet[Registration]:
    """Registrations with messages; the unanswered first, then by the last message.

    Each has `last_at` and `last_by_organiser`.
    """
    last = RegistrationMessage.objects.filter(registration=OuterRef("pk"))
    last = last.order_by("-sent_at", "-pk")
    rows = edition.registrations.annotate(
        last_at=Subquery(last.values("sent_at")[:1]),
        last_by_organiser=Subquery(last.values("by_organiser")[:1]),
    )
    order = ("last_by_organiser", F("last_at").desc(), "pk")
    return rows.filter(last_at__isnull=False).select_related("cluster").order_by(*order)


def unanswered() -> QuerySet[Registration]:
    """Registrations whose cluster wrote last, of any edition."""
    last = RegistrationMessage.objects.filter(registration=OuterRef("pk"))
    last = last.order_by("-sent_at", "-pk")
    rows = Registration.objects.annotate(is_answered=Subquery(last.values("by_organiser")[:1]))
    return rows.filter(is_answered=False)
