"""The mails of this app, put into the outbox within the transaction they tell of."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from events.models import Edition, Registration
from notifications.services import post

State = Registration.State

SUBJECTS = {
    State.WAITING: "Waiting again",
    State.APPROVED: "Approved",
    State.WAITLISTED: "On the waiting list",
    State.DECLINED: "Declined",
}
SENTENCES = {
    State.WAITING: "The organiser is looking at the registration of {cluster} again. You will get "
    "another mail when it is decided.",
    State.APPROVED: "{cluster} is approved for {edition}.",
    State.WAITLISTED: "{edition} is full. {cluster} is on the waiting list, and is approved by "
    "itself as soon as a place is free and it is your turn.",
    State.DECLINED: "The organiser has declined the registration of {cluster} for {edition}.",
}
PROMOTION = "A place became free: {cluster} is now approved for {edition}."


def tell_cluster(
    *, registration: Registration, now: datetime, message: str = "", promoted: bool = False
) -> None:
    """Tell the cluster's members the state that their registration has now.

    `registration` comes with its edition and cluster; `message` is the organiser's own words.
    """
    state = State(registration.state)
    names = {"cluster": registration.cluster, "edition": registration.edition}
    sentence = (PROMOTION if promoted else SENTENCES[state]).format(**names)
    quoted = f"The organiser writes:\n\n{message}" if message else ""
    link = _address("registration-edit", registration.pk)
    body = "\n\n".join(part for part in (sentence, quoted, f"Your registration: {link}") if part)
    for recipient in _members_of([registration.cluster_id]):
        post(
            kind=f"registration-{state}",
            object_key=f"registration:{registration.pk}",
            version=registration.version,
            recipient=recipient,
            subject=f"{SUBJECTS[state]}: {registration.cluster} at {registration.edition}",
            body=body,
            now=now,
        )


def tell_of_cancellation(
    *, edition: Edition, clusters: Iterable[int], message: str, now: datetime
) -> int:
    """Tell the members of these clusters that the event does not take place; how many mails."""
    link = _address("edition-detail", edition.slug)
    quoted = f"The organiser writes:\n\n{message}" if message else ""
    sentence = f"{edition} does not take place. Your registration needs no further step."
    body = "\n\n".join(part for part in (sentence, quoted, f"The event: {link}") if part)
    recipients = _members_of(clusters)
    for recipient in recipients:
        post(
            kind="edition-cancelled",
            object_key=f"edition:{edition.pk}",
            version=edition.version,
            recipient=recipient,
            subject=f"Cancelled: {edition}",
            body=body,
            now=now,
        )
    return len(recipients)


def _members_of(clusters: Iterable[int]) -> list[str]:
    people = User.objects.filter(memberships__organisation__in=clusters, is_active=True)
    return list(people.order_by("email").values_list("email", flat=True).distinct())


def _address(name: str, key: int | str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[key])}"
