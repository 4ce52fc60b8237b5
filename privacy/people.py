"""A person as this app knows one: by the model of accounts, whichever that is."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db.models import Model, Q

from notifications.recipients import NOBODY

# A row of AUTH_USER_MODEL. It has `subject`, a random UUID, and `erased_at`.
Person = Any


def people() -> Any:
    """The manager of AUTH_USER_MODEL."""
    model: type[Model] = get_user_model()
    return model._default_manager


def addresses_of(person: Person) -> list[str]:
    """Every address by which mails and invitations know the person, in lower case."""
    others = EmailAddress.objects.filter(user_id=person.pk).values_list("email", flat=True)
    return sorted({person.email.lower(), *(address.lower() for address in others)})


def is_taken(address: str, *, but: Person) -> bool:
    """Whether an address is that of an account of somebody else's."""
    others = people().exclude(pk=but.pk).filter(erased_at=None)
    more = EmailAddress.objects.filter(email__iexact=address)
    return bool(others.filter(Q(email__iexact=address) | Q(pk__in=more.values("user"))).exists())


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """What stands for an erased person: the name in words, the address of nobody."""

    name: str
    email: str


def code_of(person: Person) -> str:
    return str(person.subject.hex[:8])


def pseudonym_of(person: Person) -> Pseudonym:
    code = code_of(person)
    return Pseudonym(f"Former member {code}", f"{code}@{NOBODY}")
