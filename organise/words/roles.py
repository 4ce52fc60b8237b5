"""What somebody may do at an event, said on every page of it, and whom to ask for more."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from clusters.models import Role
from interface.words import listed

YOURS = {
    Role.OWNER: _lazy("You are an owner: you may do everything here."),
    Role.PLANNER: _lazy(
        "You are a planner: you may do everything but delete or cancel the event and say who else "
        "does what."
    ),
    Role.RECEPTION: _lazy(
        "You are at the reception: you read these pages, with the names of those who take part, "
        "say which meetings were held, and let others come in the place of delegates."
    ),
    Role.VIEWER: _lazy(
        "You are a viewer: you read these pages, without the names of those who take part and "
        "without what they write."
    ),
}


def yours(role: Role | None) -> str:
    """What the reader's role lets do; nothing for who has none and reads as staff."""
    return str(YOURS[role]) if role else ""


def whom_to_ask(role: Role | None, owners: Sequence[str]) -> str:
    """Who gives more than this role has."""
    if role in {None, Role.OWNER} or not owners:
        return ""
    # Translators: one or several names, as "Ana Serra and Ben Ruiz"
    return _("For more, ask %(owners)s.") % {"owners": listed(owners)}
