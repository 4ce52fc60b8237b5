"""What a member of a body may do."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a member may do; the names sort from who may most to who may least.

    All four in a body that holds events, or for one event. Elsewhere there are owners and members,
    whose role is that of a planner.
    """

    OWNER = "owner", pgettext_lazy("role", "Owner")
    PLANNER = "planner", pgettext_lazy("role", "Planner")
    RECEPTION = "reception", pgettext_lazy("role", "Reception")
    VIEWER = "viewer", pgettext_lazy("role", "Viewer")


# Who acts for an organisation, and is written to about it.
ACTING = (Role.OWNER, Role.PLANNER)
# Who reads the names of the people who take part.
KNOWING = (*ACTING, Role.RECEPTION)


def role_is_known(name: str) -> models.CheckConstraint:
    """`role` is one of the four."""
    known = ["owner", "planner", "reception", "viewer"]
    return models.CheckConstraint(condition=Q(role__in=known), name=name)
