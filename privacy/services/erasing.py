"""A person is forgotten: what the record needs stays under a pseudonym, everything else goes.

The person's row is locked first. Whatever refers to a person takes a share of that lock, so that a
sign-in or a message under way is either seen here or waits until all is done; the second look
(`look_again`) takes what it wrote then. A trigger keeps the person's row as it is from then on.
"""

from datetime import datetime
from functools import reduce
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ManyToManyField, Q

from interface.contention import retrying
from notifications.recipients import Recipient
from notifications.services import tell
from privacy import ledger
from privacy.declaring import Then
from privacy.log.blanking import blank, leaving_the_log, rows_once_with, texts
from privacy.log.declared import why_not_logged
from privacy.models import ErasedTraces
from privacy.people import Person, Pseudonym, people, pseudonym_of
from privacy.queries.classification import Classified, leads_to_address, rows_of
from privacy.queries.possessions import (
    Known,
    rows_by,
    rows_that_go,
    texts_of,
    ways,
)
from privacy.services import late
from privacy.services.late import FAREWELL
from privacy.services.past import known_of_old
from privacy.services.quoting import forget_quotes, traces
from privacy.services.sessions import end_sessions
from privacy.signals import Reason, asked_to_be_erased, person_leaves

PERSON = "person"


class MustStay(Exception):
    """The person is needed where nobody else can act; `reasons` say where."""

    def __init__(self, reasons: list[Reason]) -> None:
        super().__init__(f"{len(reasons)} reasons")
        self.reasons = reasons


@transaction.atomic
def reasons_to_stay(person: Person) -> list[Reason]:
    """Why this person cannot be erased now; each with the way out."""
    answers: list[tuple[Any, Any]] = asked_to_be_erased.send(sender=type(person), person=person)
    return [reason for _, reasons in answers for reason in reasons or ()]


@retrying
def erase(*, person: Person, now: datetime, is_again: bool = False) -> bool:
    """Forget a person; False where that was done already.

    `is_again`: it was done before, and a restored backup or a crash has brought the person back, so
    that nobody is asked or told. Raises MustStay, `ledger.CannotBeWritten` and `Busy`; then nothing
    is changed.
    """
    locked = people().select_for_update().get(pk=person.pk)
    if locked.erased_at is not None:
        return False
    if not is_again and (reasons := reasons_to_stay(locked)):
        raise MustStay(reasons)
    who = known_of_old(locked)
    with leaving_the_log():
        _leave_the_log(who)
        _forget(who, now)
        _become_a_pseudonym(who, now)
    late.remember(who)
    if not is_again:
        _say_farewell(locked, who, now)
        # The last thing before the commit, so that little can come between.
        ledger.append(ledger.Entry(PERSON, str(locked.subject)))
    return True


def _forget(who: Known, now: datetime) -> None:
    pseudonym = pseudonym_of(who.person)
    person_leaves.send(
        sender=type(who.person),
        person=who.person,
        names=who.names,
        addresses=who.addresses,
        pseudonym=pseudonym,
        now=now,
    )
    left = traces(who.names, who.addresses, texts_of(who))
    _drop_notes_about(who.person)
    for rows in rows_that_go(who):
        rows.delete()
    _blank_fields(who, pseudonym)
    end_sessions(who.person)
    forget_quotes(left, pseudonym)


def _leave_the_log(who: Known) -> None:
    """What the person's rows ever held in the fields that go, in rows that are gone as well."""
    for model, way, fields in ways():
        if why_not_logged(model):
            continue
        goes = rows_of(model).goes_with == way
        columns = texts(model) & {
            classified.field.column
            for classified in fields
            if goes or classified.personal.then is not Then.STAYS
        }
        rows = {str(key) for key in rows_by(model, way, who).values_list("pk", flat=True)}
        own = {field.name: field.column for field in model._meta.local_concrete_fields}
        if way in own:
            values = who.addresses if leads_to_address(model, way) else (who.person.pk,)
            rows |= set(rows_once_with(model, own[way], values))
        if rows and columns:
            blank(model=model, rows=rows, columns=columns)


def _drop_notes_about(person: Person) -> None:
    """Notes of Django's admin about the person's row; those by the person stay."""
    about = ContentType.objects.get_for_model(type(person))
    LogEntry.objects.filter(content_type=about, object_id=str(person.pk)).delete()


def _blank_fields(who: Known, pseudonym: Pseudonym) -> None:
    """Each field that is the person's, in rows that stay. The person's own row comes last."""
    own = type(who.person)
    for model, way, fields in ways():
        if model is not own and rows_of(model).goes_with != way:
            values = reduce(
                lambda known, one: known | value_after(one, pseudonym), fields, dict[str, Any]()
            )
            if values:
                rows_by(model, way, who).order_by().update(**values)


def value_after(classified: Classified, pseudonym: Pseudonym) -> dict[str, Any]:
    """What the field holds afterwards; nothing where it stays."""
    field, then = classified.field, classified.personal.then
    if then is Then.STAYS or isinstance(field, ManyToManyField):
        return {}
    if then is Then.PSEUDONYM:
        is_address = field.get_internal_type() == "EmailField" or field.name == "email"
        return {field.name: pseudonym.email if is_address else pseudonym.name}
    if field.get_internal_type() == "BooleanField":
        return {field.name: False}
    return {field.name: None if field.null else ""}


def _become_a_pseudonym(who: Known, now: datetime) -> None:
    """The person's own row, by its declarations; nobody signs in with it again."""
    own = type(who.person)
    pseudonym = pseudonym_of(who.person)
    values: dict[str, Any] = {}
    for model, _, fields in ways():
        if model is own:
            for classified in fields:
                values |= value_after(classified, pseudonym)
                if isinstance(classified.field, ManyToManyField):
                    getattr(who.person, classified.field.name).clear()
    values |= {"password": make_password(None), "erased_at": now}
    people().filter(pk=who.person.pk).update(**values)


def _say_farewell(person: Person, who: Known, now: datetime) -> None:
    """The last mail, to the address that was; the row goes when the mail has left."""
    tell(
        kind=FAREWELL,
        object_key=f"erased:{person.subject}",
        version=1,
        recipients=[Recipient(person.email, person.language)],
        template="privacy/mail/erased",
        context={},
        now=now,
    )


def look_again(*, now: datetime, since: datetime) -> int:
    """Take what was written under way when somebody was erased; how many people were looked at.

    A message that waited for the person's row comes after all was blanked. Sessions, mails and
    messages of those erased since then, and of those whose traces are still kept, are looked for
    once more. Raises `Busy`.
    """
    traced = ErasedTraces.objects.values("person")
    wanted = Q(erased_at__gte=since) | Q(pk__in=traced)
    erased = list(people().filter(wanted, erased_at__lt=now).order_by("pk"))
    for person in erased:
        _look_again(person, now)
    return len(erased)


@retrying
def _look_again(person: Person, now: datetime) -> None:
    locked = people().select_for_update().get(pk=person.pk)
    who = Known(locked, (locked.email,))
    with leaving_the_log():
        late.forget(locked, texts_of(who), now)
        for rows in rows_that_go(who):
            rows.delete()
        _blank_fields(who, pseudonym_of(locked))
        end_sessions(locked)
