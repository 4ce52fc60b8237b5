"""People."""

import factory

from accounts.models import User


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")


class StaffFactory(UserFactory):
    is_reader = True


class AdministratorFactory(UserFactory):
    is_administrator = True
