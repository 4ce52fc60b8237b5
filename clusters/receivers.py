"""What follows here when a person is erased."""

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Organisation, Role
from clusters.services.leaving import has_another_owner
from interface.plain_text import isolated
from privacy.signals import Reason, asked_to_be_erased


@receiver(asked_to_be_erased, dispatch_uid="clusters.keep_last_owner")
def keep_last_owner(sender: type[User], person: User, **extra: object) -> list[Reason]:
    """An organisation keeps an owner; each is locked, so that two owners do not leave at once."""
    owned = Organisation.objects.filter(memberships__user=person, memberships__role=Role.OWNER)
    locked = owned.order_by("pk").select_for_update(of=("self",), no_key=True)
    return [_reason(body) for body in locked if not has_another_owner(body.pk, person.pk)]


def _reason(body: Organisation) -> Reason:
    return Reason(
        words=_(
            "You are the only owner of %(organisation)s. Make another member an owner, or invite "
            "a colleague first."
        )
        % {"organisation": isolated(body.called)},
        url=reverse("member-list", args=[body.slug]),
        action=_("People of %(organisation)s") % {"organisation": isolated(body.called)},
    )
