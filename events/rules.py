"""May this person do this with an edition or a registration?"""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from clusters.models import Organisation
from events.models import Edition, Registration


def can_organise(user: User | AnonymousUser, edition: Edition) -> bool:
    """Members of the owner or a co-organiser; nobody else, staff neither."""
    return Edition.objects.organised_by(user).filter(pk=edition.pk).exists()


def can_create_edition(user: User | AnonymousUser) -> bool:
    """Members of a body that may hold editions."""
    return Organisation.objects.managed_by(user).organising().exists()


def can_manage(user: User | AnonymousUser, registration: Registration) -> bool:
    """Members of the registered cluster."""
    return Registration.objects.managed_by(user).filter(pk=registration.pk).exists()
