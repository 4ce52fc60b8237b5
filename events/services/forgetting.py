"""Names that no account stands behind leave with the person who was called so."""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_

from django.db.models import Exists, Model, OuterRef, Q

from accounts.models import User
from clusters.models import FormerMembership, Membership
from events.models import Answer, Delegate, Edition, Registration, Speaker
from events.models.questions import WITH_CHOICES
from events.services.exports import drop_lists
from privacy.log.blanking import (
    Where,
    blank,
    rows_once_about,
    rows_once_with,
    subjects_of,
)
from privacy.models import LogEntry
from privacy.people import Pseudonym

WITH_A_NAME: dict[type[Model], list[str]] = {
    Delegate: ["name", "job_title", "languages", "topics"],
    Speaker: ["name", "role"],
}
OF_A_BODY: tuple[tuple[type[Model], str], ...] = (
    (Membership, "user_id"),
    (FormerMembership, "user_id"),
)


def forget_names(
    *,
    person: User,
    names: Collection[str],
    addresses: Collection[str],
    pseudonym: Pseudonym,
) -> None:
    """The person as a delegate, or as a speaker at an event run here, for a cluster of one's own;
    as a delegate with an account for any.

    One name stays one name, so that whoever was at two tables still is one person. Speakers of
    recorded editions stay named as their sources do. Nor does an event take answers to its mails
    at an address of theirs any more. What was renamed or removed before leaves the log, and lists
    of these events that were made or brought in go with it.
    """
    Edition.objects.filter(_is_one_of("reply_to", addresses)).update(reply_to="")
    rows = rows_once_with(Edition, "reply_to", addresses)
    where = Where("reply_to", addresses)
    blank(model=Edition, rows=rows, columns=["reply_to"], where=where)
    called = [name for name in names if name]
    of_theirs = _speaks_for(person, "registration__cluster") | Q(registration__registered_by=person)
    by_account = Q(access__user=person)
    named = Delegate.objects.filter(by_account | of_theirs & _is_one_of("name", called))
    delegates = Delegate.objects.filter(pk__in=list(named.values_list("pk", flat=True)))
    blanks = dict.fromkeys(("job_title", "languages", "topics"), "")
    delegates.update(name=pseudonym.name, presence=None, **blanks)
    talks = Speaker.objects.filter(
        _speaks_for(person, "organisation"),
        _is_one_of("name", called),
        session__edition__is_recorded=False,
        source=None,
    )
    talks.update(name="", role="")
    about_people = Answer.objects.filter(answered_by=person, question__has_personal=True)
    about_people.filter(kind__in=WITH_CHOICES).delete()
    _leave_the_log(person, called)
    drop_lists(_events_of(person))


def _events_of(person: User) -> set[int]:
    """Events whose lists may name the person: of every body that they ever spoke for."""
    bodies = {int(subject.partition(":")[2]) for subject in _ever_spoke_for(person, OF_A_BODY)}
    took_part = Q(registrations__cluster__in=bodies) | Q(registrations__registered_by=person)
    came = Q(registrations__delegate_accesses__user=person)
    ran_it = Q(owner__in=bodies) | Q(organisers__organisation__in=bodies)
    spoke = Q(sessions__speakers__organisation__in=bodies)
    rows = (
        Edition.objects.filter(way, is_recorded=False) for way in (took_part, came, ran_it, spoke)
    )
    return {pk for found in rows for pk in found.values_list("pk", flat=True)}


def _is_one_of(field: str, values: Iterable[str]) -> Q:
    return reduce(or_, (Q(**{f"{field}__iexact": value}) for value in values), Q(pk__in=()))


def _speaks_for(person: User, body: str) -> Q:
    now = Membership.objects.filter(user=person, organisation=OuterRef(body))
    before = FormerMembership.objects.filter(user=person, organisation=OuterRef(body))
    return Q(Exists(now)) | Q(Exists(before))


def _ever_spoke_for(person: User, ways: Iterable[tuple[type[Model], str]]) -> set[str]:
    """The bodies as the log names them, those left long ago included."""
    return {
        subject
        for model, column in ways
        for subject in subjects_of(model, rows_once_with(model, column, [person.pk]))
        if subject.startswith("organisation:")
    }


def _leave_the_log(person: User, names: Collection[str]) -> None:
    """States of rows that were called so, for a cluster of one's own."""
    bodies = _ever_spoke_for(person, [*OF_A_BODY, (Registration, "registered_by_id")])
    for model, columns in WITH_A_NAME.items():
        rows = set(rows_once_with(model, "name", names)) & set(rows_once_about(model, bodies))
        if model is Speaker:
            rows -= _recorded(rows)
        blank(model=model, rows=rows, columns=columns, where=Where("name", names))


def _recorded(rows: Collection[str]) -> set[str]:
    """Speakers that a source names."""
    entries = LogEntry.objects.filter(table_name=Speaker._meta.db_table, row_id__in=rows)
    sourced = entries.filter(Q(after__source_id__gt=0) | Q(before__source_id__gt=0))
    return set(sourced.values_list("row_id", flat=True))
