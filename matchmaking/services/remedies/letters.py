"""The mails about remedies, put into the outbox within the transaction they tell of."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from clusters.queries import people_of
from events.models import Registration
from matchmaking.models import AppliedRemedy, AvailabilityAsk
from matchmaking.queries.names import Names
from matchmaking.queries.remedies import Change
from notifications.services import post

LIMITS = {"raise_limit": "most meetings in all", "raise_capacity": "meetings at a time"}
ANSWERS = {
    AvailabilityAsk.State.FREED: "{cluster} is free on {slot} now",
    AvailabilityAsk.State.KEPT: "{cluster} keeps its time on {slot}",
}


def tell_of_ask(ask: AvailabilityAsk, names: Names, now: datetime) -> None:
    """The cluster's members learn that the organiser asks for a time."""
    registration, when = ask.registration, names.slot(ask.slot_id)
    others = _others(names, ask.meeting_id, ask.registration_id)
    link = _address("meet-availability", registration)
    sentence = (
        f"The organiser of {registration.edition} asks whether {registration.cluster} can be "
        f"available on {when}. Then you could meet {others}. You said that you are not available."
    )
    _post_to(
        registration,
        kind="slot-asked",
        object_key=f"ask:{ask.pk}",
        subject=f"Can you be available on {when}?",
        body=f"{sentence}\n\nFree this time or keep it: {link}",
        now=now,
    )


def tell_of_answer(ask: AvailabilityAsk, names: Names, now: datetime) -> None:
    """Whoever asked learns of the answer."""
    if not ask.asked_by.is_active:
        return
    words = ANSWERS[AvailabilityAsk.State(ask.state)]
    subject = words.format(cluster=ask.registration.cluster, slot=names.slot(ask.slot_id))
    url = reverse("organise-schedule", args=[ask.registration.edition.slug])
    meeting = names.meeting(ask.meeting_id)
    post(
        kind="slot-answered",
        object_key=f"ask:{ask.pk}",
        version=1,
        recipient=ask.asked_by.email,
        subject=subject,
        body=f"{subject}. It is about {meeting}.\n\nThe schedule: {settings.SITE_URL}{url}",
        now=now,
    )


def tell_of_limit(
    remedy: AppliedRemedy, registration: Registration, change: Change, now: datetime
) -> None:
    """The cluster's members learn that the organiser raised a limit of theirs."""
    what, figures = LIMITS[change.code], f"{change.before} to {change.after}"
    edition, cluster = registration.edition, registration.cluster
    url = f"{settings.SITE_URL}{reverse('registration-edit', args=[registration.pk])}"
    _post_to(
        registration,
        kind="limit-raised",
        object_key=f"remedy:{remedy.pk}:{change.code}",
        subject=f"More meetings for {cluster} at {edition}",
        body=(
            f"The organiser of {edition} has raised your “{what}” from {figures}, so that a "
            f"meeting you agreed to can find a place.\n\nIf that does not suit you, change it "
            f"here: {url}"
        ),
        now=now,
    )


def tell_of_drop(
    remedy: AppliedRemedy,
    meeting: int,
    registrations: Iterable[Registration],
    names: Names,
    now: datetime,
) -> None:
    """Both clusters learn that their meeting is dropped, or wanted again."""
    words = names.meeting(meeting)
    for registration in registrations:
        edition = registration.edition
        is_back = remedy.undone_at is not None
        sentence = (
            f"The organiser of {edition} has taken the meeting {words} up again."
            if is_back
            else f"There is no place for every meeting at {edition}. The organiser has dropped "
            f"the meeting {words}."
        )
        _post_to(
            registration,
            kind="meeting-wanted-again" if is_back else "meeting-dropped",
            object_key=f"remedy:{remedy.pk}:meeting:{meeting}",
            subject=f"{words} at {edition}: {'wanted again' if is_back else 'dropped'}",
            body=f"{sentence}\n\nYour requests: {_address('meet-requests', registration)}",
            now=now,
        )


def _others(names: Names, meeting: int, registration: int) -> str:
    parties = names.meeting_parties(meeting)
    return " and ".join(party.name for party in parties if party.registration != registration)


def _post_to(
    registration: Registration,
    *,
    kind: str,
    object_key: str,
    subject: str,
    body: str,
    now: datetime,
) -> None:
    for recipient in people_of(registration.cluster).values_list("email", flat=True):
        post(
            kind=kind,
            object_key=object_key,
            version=1,
            recipient=recipient,
            subject=subject,
            body=body,
            now=now,
        )


def _address(name: str, registration: Registration) -> str:
    args = [registration.edition.slug, registration.cluster.slug]
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
