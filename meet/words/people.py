"""What the roles in a body are called, and what each lets do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrPromise

from clusters.models import Organisation, Role
from interface.plain_text import isolated

MEMBER = pgettext_lazy("role", "Member")
LETS = {
    Role.OWNER: _lazy("Owners do everything, and say who else does what."),
    Role.PLANNER: _lazy(
        "Planners do everything about an event but delete or cancel it and say who does what."
    ),
    Role.RECEPTION: _lazy(
        "The reception reads an event, with the names of those who take part. It gets no mails and "
        "takes nothing along."
    ),
    Role.VIEWER: _lazy(
        "Viewers read an event, without the names of those who take part and without what they "
        "write."
    ),
}
INVITED = {
    Role.OWNER: _lazy("You will be an owner: you do everything, and say who else does what."),
    Role.PLANNER: _lazy(
        "You will be a planner: you do everything about its events but delete or cancel them and "
        "say who does what."
    ),
    Role.RECEPTION: _lazy(
        "You will be at the reception: you read its events, with the names of those who take part."
    ),
    Role.VIEWER: _lazy(
        "You will be a viewer: you read its events, without the names of those who take part."
    ),
}


AT_EVENT = {
    Role.PLANNER: _lazy(
        "You will be a planner: you do everything about the event but delete or cancel it and say "
        "who does what."
    ),
    Role.RECEPTION: _lazy(
        "You will be at the reception: you read the event, with the names of those who take part."
    ),
    Role.VIEWER: _lazy(
        "You will be a viewer: you read the event, without the names of those who take part."
    ),
}


def invited_to_event_as(role: str) -> str:
    """What somebody who accepts to work at one event will be."""
    return str(AT_EVENT[Role(role)])


def you_are_at(event: str, role: str) -> str:
    """What somebody who has accepted that is."""
    if role == Role.PLANNER:
        said = _("You are a planner of %(event)s now.")
    elif role == Role.RECEPTION:
        said = _("You are at the reception of %(event)s now.")
    else:
        said = _("You are a viewer of %(event)s now.")
    return said % {"event": event}


def roles_in(organisation: Organisation) -> list[tuple[str, str | StrPromise]]:
    """The roles that there are in this body, with their names."""
    if organisation.holds_events:
        return [(role.value, role.label) for role in Role]
    return [(Role.OWNER.value, Role.OWNER.label), (Role.PLANNER.value, MEMBER)]


def what_they_let(organisation: Organisation) -> list[StrPromise]:
    """What each role lets do; nothing where there are only owners and members."""
    return list(LETS.values()) if organisation.holds_events else []


def invited_as(organisation: Organisation, role: str) -> str:
    """What somebody who accepts an invitation will be; empty where it is a member like all."""
    return str(INVITED[Role(role)]) if organisation.holds_events else ""


def you_are(organisation: Organisation, role: str) -> str:
    """What somebody who has accepted an invitation is."""
    if not organisation.holds_events:
        said = _("You now speak for %(organisation)s.")
    elif role == Role.OWNER:
        said = _("You are an owner of %(organisation)s now.")
    elif role == Role.PLANNER:
        said = _("You are a planner of %(organisation)s now.")
    elif role == Role.RECEPTION:
        said = _("You are at the reception of %(organisation)s now.")
    else:
        said = _("You are a viewer of %(organisation)s now.")
    return said % {"organisation": isolated(organisation)}


def already_member(*, may_change: bool) -> str:
    """Why a member is not asked in."""
    if may_change:
        return _("This person is a member already. Another role is given in the list above.")
    return _("This person is a member already.")


def is_now(organisation: Organisation, person: str, role: Role) -> str:
    """That somebody has another role."""
    if role == Role.OWNER:
        said = _("%(person)s is an owner now.")
    elif not organisation.holds_events:
        said = _("%(person)s is no owner any more.")
    elif role == Role.PLANNER:
        said = _("%(person)s is a planner now.")
    elif role == Role.RECEPTION:
        said = _("%(person)s is at the reception now.")
    else:
        said = _("%(person)s is a viewer now.")
    return said % {"person": person}
