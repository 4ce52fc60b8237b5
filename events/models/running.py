"""Who runs an edition: its bodies by their members, and people for it alone."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from clusters.models import Role


class HeldRoleQuerySet(models.QuerySet["HeldRole"]):
    def there(self, user: User, *roles: Role, of: str = "pk") -> Self:
        """The roles of a person, of these or any; in a subquery of editions, or of rows that refer
        to one (`of`, the column).
        """
        rows = self.filter(edition=OuterRef(of), user=user)
        return rows.filter(role__in=roles) if roles else rows


class HeldRole(models.Model):
    """A role that somebody has at an edition run here: as a member of the body that owns it, or of
    one that said yes to organise it too, or for it alone. One person may have several.

    A view of the database, which keeps nothing of its own.
    """

    pk = models.CompositePrimaryKey("edition_id", "user_id", "role")
    edition = models.ForeignKey("events.Edition", on_delete=models.DO_NOTHING, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="+"
    )
    role = models.CharField(_("role"), max_length=9, choices=Role.choices)

    objects = HeldRoleQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = pgettext_lazy("model", "role at an event")
        verbose_name_plural = pgettext_lazy("model", "roles at events")

    def __str__(self) -> str:
        return f"{self.role} at edition {self.edition_id}"


def role_of(user: User) -> Subquery:
    """A person's role in an edition, None without: of several the first by its name, which is the
    one that may most.
    """
    return Subquery(HeldRole.objects.there(user).order_by("role").values("role")[:1])
