"""Bodies are asked before they are named as co-organisers or lend the name of their series."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from clusters.models import Organisation
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
from events.rules import is_open_for_changes
from events.services import consent_letters as letters
from events.services.locking import locked_edition
from events.services.series import OrdinalTaken, ordinal_in_series
from interface.contention import retrying

Role = EditionOrganiser.Role


class ConsentTooLate(Exception):
    """The edition is finished or cancelled, or does not name the body any more."""


def name_bodies(edition: Edition, co_organisers: Collection[Organisation], now: datetime) -> None:
    """Let the edition have its owner and these co-organisers; who is new is asked first.

    Part of an act. What a body has answered before stays as long as it is named.
    """
    bodies = [body for body in co_organisers if body.pk != edition.owner_id]
    wanted = [(edition.owner, Role.ORGANISER), *((body, Role.CO_ORGANISER) for body in bodies)]
    running = edition.organisers.filter(role__in=EditionOrganiser.RUNNING_ROLES)
    gone = running.exclude(organisation__in=[body for body, _ in wanted])
    for row in gone.select_related("organisation"):
        letters.take_back(letters.of_body(row))
    gone.delete()
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
            letters.tell_asked(edition, letters.of_body(row), now)
    name_programme(edition, now)


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
    before, current.state = current.state, state
    current.version += 1
    current.save(update_fields=["state", "version"])
    name_programme(edition, now)
    letters.tell_answered(edition, letters.of_body(current), before, now)


def name_programme(edition: Edition, now: datetime) -> None:
    """Ask each organisation that the programme names anew whether it is to be shown so: as speaker,
    or as one that a session visits.

    Part of an act. What it has answered stays as long as it is named. The event's own bodies are
    not asked, and of a visit not whoever takes part in public.
    """
    own = {edition.owner_id, *edition.organisers.accepted().values_list("organisation", flat=True)}
    there = Registration.objects.shown().filter(edition=edition).values_list("cluster", flat=True)
    speaking = Speaker.objects.filter(session__edition=edition, organisation__isnull=False)
    visited = Organisation.objects.filter(site_visits__edition=edition)
    speakers = set(speaking.values_list("organisation", flat=True))
    _name_each(edition, Naming.Role.SPEAKER, speakers, own, now)
    bodies = set(visited.values_list("pk", flat=True))
    _name_each(edition, Naming.Role.VISITED, bodies, {*own, *there} if bodies else own, now)


def _name_each(
    edition: Edition, role: str, named: set[int], known: set[int | None], now: datetime
) -> None:
    """Those named in a role are asked, but who is known so; who is named no more is forgotten."""
    namings = Naming.objects.filter(edition=edition, role=role)
    _forget(namings.exclude(organisation__in=named))
    asked = set(namings.values_list("organisation", flat=True))
    new = Organisation.objects.filter(pk__in=named - asked - known).order_by("pk")
    rows = Naming.objects.bulk_create(
        Naming(edition=edition, organisation=one, role=role, asked_at=now) for one in new
    )
    letters.tell_named(rows, now)


def name_delegation(registration: Registration, now: datetime) -> None:
    """Ask a cluster that the organiser registered whether it is to be shown. Part of an act.

    Its members read the question in the mail about their registration.
    """
    name_delegations(registration.edition, [registration.cluster], now)


def name_delegations(
    edition: Edition, clusters: Collection[Organisation], now: datetime
) -> set[int]:
    """The same of several at once; who of them (by id) has not answered."""
    role = Naming.Role.DELEGATION
    rows = Naming.objects.filter(edition=edition, role=role, organisation__in=clusters)
    there = dict(rows.values_list("organisation", "state"))
    new = Naming.objects.bulk_create(
        Naming(edition=edition, organisation=one, role=role, asked_at=now)
        for one in clusters
        if one.pk not in there
    )
    letters.tell_administrators(new, now)
    return {one.pk for one in clusters if there.get(one.pk, Consent.ASKED) == Consent.ASKED}


def forget_delegation(registration: Registration) -> None:
    """The cluster registers by itself, and need not be asked any more. Part of an act."""
    rows = Naming.objects.filter(
        edition=registration.edition_id,
        organisation=registration.cluster_id,
        role=Naming.Role.DELEGATION,
    )
    _forget(rows)


def _forget(rows: QuerySet[Naming]) -> None:
    """They are not named any more: nobody asks them, and what they answered is told to nobody."""
    found = rows.select_related("organisation")
    letters.take_back_each([letters.of_naming(row, ()) for row in found])
    rows.delete()


@retrying
def answer_as_named(*, naming: Naming, accepts: bool, now: datetime) -> None:
    """The named organisation says whether it is shown as speaker, as visited or as taking part.

    It may change its mind; the organisers are told. Raises `ConsentTooLate`, `Busy`.
    """
    edition = locked_edition(naming.edition_id)
    current = Naming.objects.select_related("organisation").filter(pk=naming.pk).first()
    state = Consent.ACCEPTED if accepts else Consent.DECLINED
    if current and current.state == state:
        return
    if current is None or not is_open_for_changes(edition, now):
        raise ConsentTooLate
    before, current.state = current.state, state
    current.version += 1
    current.save(update_fields=["state", "version"])
    letters.tell_answered(edition, letters.of_naming(current), before, now)


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
        letters.take_back(letters.of_series(ask))
        ask.series, ask.ordinal, ask.state, ask.asked_at = series, ordinal, Consent.ASKED, now
        ask.version += 1
        ask.save()
    letters.tell_asked(edition, letters.of_series(ask), now)


def ask_no_series(edition: Edition) -> None:
    """The edition is not to be in the series that was asked. Part of an act."""
    asks = SeriesAsk.objects.filter(edition=edition, state=Consent.ASKED)
    for ask in asks.select_related("series"):
        letters.take_back(letters.of_series(ask))
    asks.delete()


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
    before, current.state = current.state, state
    current.version += 1
    current.save(update_fields=["state", "version"])
    letters.tell_answered(edition, letters.of_series(current), before, now)


def _free_ordinal(edition: Edition) -> int | None:
    try:
        return ordinal_in_series(edition)
    except OrdinalTaken:
        edition.ordinal = None
        return ordinal_in_series(edition)
