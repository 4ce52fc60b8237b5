"""Who speaks for an organisation."""

from django.db.models import QuerySet

from accounts.models import User
from clusters.models import Organisation


def people_of(organisation: Organisation) -> QuerySet[User]:
    """Active members of the organisation: those who are told."""
    return User.objects.filter(is_active=True, memberships__organisation=organisation)
