"""Bodies are asked before they are named as co-organisers or lend the name of their series."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.queries import administrators
from clusters.models import Organisation
from clusters.queries import people_of
from events.models import (
    Consent,
    Edition,
    EditionOrganiser,
    Naming,
    Registration,
    Series,
    SeriesAsk,
    Speaker,
)
from events.queries.about import about, called
from events.queries.editions import organisers_to_tell
from events.rules import is_open_for_changes
from events.services.locking import locked_edition
from events.services.series import OrdinalTaken, ordinal_in_series
from interface.contention import retrying
from notifications.recipients import Recipient
from notifications.services import tell

Role = EditionOrganiser.Role


@dataclass(frozen=True, slots=True)
class _Question:
    """Who is asked: for a body, in which role it is named, or for a series, each by its name."""

    key: str
    recipients: Sequence[Recipient]
    body: str = ""
    series: str = ""
    role: str = Role.CO_ORGANISER
    version: int = 1


@dataclass(frozen=True, slots=True)
class _Answer:
    """The thing answered, as the key of a mail, and which of its answers this is."""

    key: str
    version: int
    accepts: bool


class ConsentTooLate(Exception):
    """The edition is finished or cancelled, or does not name the body any more."""


def name_bodies(edition: Edition, co_organisers: Collection[Organisation], now: datetime) -> None:
    """Let the edition have its owner and these co-organisers; who is new is asked first.

    Part of an act. What a body has answered before stays as long as it is named.
    """
    bodies = [body for body in co_organisers if body.pk != edition.owner_id]
    wanted = [(edition.owner, Role.ORGANISER), *((body, Role.CO_ORGANISER) for body in bodies)]
    running = edition.organisers.filter(role__in=EditionOrganiser.RUNNING_ROLES)
    running.exclude(organisation__in=[body for body, _ in wanted]).delete()
    rows = EditionOrganiser.objects.filter(edition=edition)
    standing = {row.organisation_id: row for row in rows}
    for position, (body, role) in enumerate(wanted):
        assert body  # noqa: S101 - an edition run here has an owner
        row = standing.get(body.pk) or EditionOrganiser(edition=edition, organisation=body)
        is_asked = row.role != role and role == Role.CO_ORGANISER
        if is_asked or role == Role.ORGANISER:
            row.state = Consent.ASKED if is_asked else Consent.ACCEPTED
        row.role, row.position = role, position
        row.save()
        if is_asked:
            asked = _Question(f"organiser:{row.pk}", people_of(body.pk), body=body.name)
            _tell_asked(edition, asked, now)
    name_speakers(edition, now)


@retrying
def answer_as_co_organiser(*, row: EditionOrganiser, accepts: bool, now: datetime) -> None:
    """The named body says yes or no; it may change its mind. The organisers are told.

    Raises `ConsentTooLate`, `Busy`.
    """
    edition = locked_edition(row.edition_id)
    rows = EditionOrganiser.objects.select_related("organisation")
    current = rows.filter(pk=row.pk).first()
    state = Consent.ACCEPTED if accepts else Consent.DECLINED
    if current and current.state == state:
        return
    if current is None or not is_open_for_changes(edition, now):
        raise ConsentTooLate
    current.state = state
    current.version += 1
    current.save(update_fields=["state", "version"])
    name_speakers(edition, now)
    answer = _Answer(f"organiser:{current.pk}", current.version, accepts=accepts)
    _tell_answered(edition, answer, now, body=current.organisation.name)


def name_speakers(edition: Edition, now: datetime) -> None:
    """Ask each organisation that the programme names anew whether it is to be shown as speaker.

    Part of an act. What it has answered stays as long as it is named; the event's own bodies are
    not asked.
    """
    speaking = Speaker.objects.filter(session__edition=edition, organisation__isnull=False)
    named = set(speaking.values_list("organisation", flat=True))
    namings = Naming.objects.filter(edition=edition, role=Naming.Role.SPEAKER)
    namings.exclude(organisation__in=named).delete()
    known = set(namings.values_list("organisation", flat=True))
    own = edition.organisers.accepted().values_list("organisation", flat=True)
    new = named - known - {edition.owner_id, *own}
    for organisation in Organisation.objects.filter(pk__in=new).order_by("pk"):
        _name(edition, organisation, Naming.Role.SPEAKER, now)


def name_delegation(registration: Registration, now: datetime) -> None:
    """Ask a cluster that the organiser registered whether it is to be shown. Part of an act.

    Its members read the question in the mail about their registration.
    """
    _name(registration.edition, registration.cluster, Naming.Role.DELEGATION, now)


def forget_delegation(registration: Registration) -> None:
    """The cluster registers by itself, and need not be asked any more. Part of an act."""
    Naming.objects.filter(
        edition=registration.edition_id,
        organisation=registration.cluster_id,
        role=Naming.Role.DELEGATION,
    ).delete()


def _name(edition: Edition, organisation: Organisation, role: str, now: datetime) -> None:
    row, is_new = Naming.objects.get_or_create(
        edition=edition, organisation=organisation, role=role, defaults={"asked_at": now}
    )
    members = people_of(organisation.pk)
    if is_new and not (members and role == Naming.Role.DELEGATION):
        recipients = members or [_recipient(administrator) for administrator in administrators()]
        key = f"naming:{edition.pk}:{organisation.pk}:{role}"
        asked = _Question(key, recipients, body=organisation.name, role=role, version=row.pk)
        _tell_asked(edition, asked, now)


@retrying
def answer_as_named(*, naming: Naming, accepts: bool, now: datetime) -> None:
    """The named organisation says whether it is shown as speaker, or as taking part.

    It may change its mind; the organisers are told. Raises `ConsentTooLate`, `Busy`.
    """
    edition = locked_edition(naming.edition_id)
    current = Naming.objects.select_related("organisation").filter(pk=naming.pk).first()
    state = Consent.ACCEPTED if accepts else Consent.DECLINED
    if current and current.state == state:
        return
    if current is None or not is_open_for_changes(edition, now):
        raise ConsentTooLate
    current.state = state
    current.version += 1
    current.save(update_fields=["state", "version"])
    answer = _Answer(f"naming:{current.pk}", current.version, accepts=accepts)
    body = current.organisation.name
    _tell_answered(edition, answer, now, body=body, role=current.role)


def is_series_own(series: Series, owner: Organisation | None) -> bool:
    """Whether a body adds editions to a series without asking."""
    return owner is not None and series.organiser_id == owner.pk


def ask_series(edition: Edition, series: Series, ordinal: int | None, now: datetime) -> None:
    """Ask whose series it is whether the edition may be in it. Part of an act."""
    ask, is_new = SeriesAsk.objects.get_or_create(
        edition=edition, defaults={"series": series, "ordinal": ordinal, "asked_at": now}
    )
    if not is_new:
        if (ask.series_id, ask.ordinal, ask.state) == (series.pk, ordinal, Consent.ASKED):
            return
        ask.series, ask.ordinal, ask.state, ask.asked_at = series, ordinal, Consent.ASKED, now
        ask.version += 1
        ask.save()
    key = f"series-ask:{ask.pk}:{ask.version}"
    _tell_asked(edition, _Question(key, _deciding(series), series=series.name), now)


@retrying
def answer_for_series(*, ask: SeriesAsk, accepts: bool, now: datetime) -> None:
    """Whose series it is says yes or no; it may change its mind. The organisers are told.

    A number that is taken meanwhile becomes the next one. Raises `ConsentTooLate`, `Busy`.
    """
    edition = locked_edition(ask.edition_id)
    current = SeriesAsk.objects.select_related("series").get(pk=ask.pk)
    state = Consent.ACCEPTED if accepts else Consent.DECLINED
    if current.state == state:
        return
    if not is_open_for_changes(edition, now):
        raise ConsentTooLate
    if accepts:
        edition.series, edition.ordinal = current.series, current.ordinal
        edition.ordinal = _free_ordinal(edition)
    elif edition.series_id == current.series_id:
        edition.series, edition.ordinal = None, None
    edition.version += 1
    edition.save(update_fields=["series", "ordinal", "version"])
    current.state = state
    current.version += 1
    current.save(update_fields=["state", "version"])
    answer = _Answer(f"series-ask:{current.pk}", current.version, accepts=accepts)
    _tell_answered(edition, answer, now, series=current.series.name)


def _free_ordinal(edition: Edition) -> int | None:
    try:
        return ordinal_in_series(edition)
    except OrdinalTaken:
        edition.ordinal = None
        return ordinal_in_series(edition)


def _deciding(series: Series) -> list[Recipient]:
    """Who acts for the series' body; administrators where nobody does."""
    if series.organiser_id and (people := people_of(series.organiser_id)):
        return people
    return [_recipient(person) for person in administrators()]


def _recipient(person: User) -> Recipient:
    return Recipient(person.email, person.language)


def _tell_asked(edition: Edition, question: _Question, now: datetime) -> None:
    owner = edition.owner.name if edition.owner else ""
    tell(
        kind="consent-asked",
        object_key=question.key,
        version=question.version,
        recipients=question.recipients,
        template="events/mail/consent_asked",
        context={
            "edition": called(edition),
            "owner": owner,
            "body": question.body,
            "series": question.series,
            "role": question.role,
        },
        now=now,
        about=about(edition),
    )


def _tell_answered(
    edition: Edition,
    answer: _Answer,
    now: datetime,
    *,
    body: str = "",
    series: str = "",
    role: str = Role.CO_ORGANISER,
) -> None:
    tell(
        kind="consent-answered",
        object_key=answer.key,
        version=answer.version,
        recipients=organisers_to_tell(edition),
        template="events/mail/consent_answered",
        context={
            "edition": called(edition),
            "edition_slug": edition.slug,
            "body": body,
            "series": series,
            "role": role,
            "accepts": answer.accepts,
        },
        now=now,
        about=about(edition),
    )
