"""Who speaks for an organisation."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import User
from clusters.models import Membership, Organisation


def people_of(organisation: Organisation) -> QuerySet[User]:
    """Active members of the organisation: those who are told."""
    return User.objects.filter(is_active=True, memberships__organisation=organisation)


def addresses_of(organisations: Iterable[int]) -> dict[int, list[str]]:
    """The mail addresses of those who are told, for each organisation (by id); one query."""
    found = defaultdict[int, list[str]](list)
    rows = Membership.objects.filter(organisation__in=set(organisations), user__is_active=True)
    for organisation, email in rows.values_list("organisation_id", "user__email"):
        found[organisation].append(email)
    return dict(found)
