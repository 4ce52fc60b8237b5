"""A person who signs in by e-mail, and what the register lets that person read.

Being a cluster manager or an organiser is not written here: it follows from a membership in an
organisation (`clusters.Membership`). These flags are given by an administrator alone.
"""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.translation import gettext_lazy as _

from interface import folding


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address, kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        flags = {"is_staff": True, "is_superuser": True, "is_administrator": True}
        return self.create_user(email, password, **{**fields, **flags})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Who is erased stays as a pseudonym, and a trigger keeps that row as it is.

    `subject` is the random number by which the list of erasures knows the person.
    """

    log_without: ClassVar[tuple[str, ...]] = ("password", "last_login")

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(
        max_length=10, blank=True, help_text=_("Of pages and mails. Empty: not chosen.")
    )
    came_for = models.CharField(
        max_length=200, blank=True, help_text=_("The page that led to opening the account.")
    )
    is_reader = models.BooleanField(
        _("staff: reads what is unpublished"),
        default=False,
        help_text=_("Programme staff: reads everything unpublished except private messages."),
    )
    is_editor = models.BooleanField(
        _("editor"),
        default=False,
        help_text=_("Staff who may also add and correct past editions."),
    )
    is_administrator = models.BooleanField(
        _("administrator"),
        default=False,
        help_text=_("Decides claims, keeps people, bodies and vocabularies."),
    )
    is_staff = models.BooleanField(
        _("may open Django's admin"), default=False, help_text=_("Serves the admin site alone.")
    )
    second_step_asked_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("When a second step was first required.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    subject = models.UUIDField(unique=True, editable=False, db_default=RandomUUID())
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    sort_name = folding.sort_name(Coalesce(NullIf("name", Value("")), "email"))

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("sort_name", "pk")
        constraints = (
            models.UniqueConstraint(Lower("email"), name="user_email_unique_in_any_case"),
            models.CheckConstraint(
                condition=Q(is_editor=False) | Q(is_reader=True), name="editor_is_staff"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(is_active=False),
                name="user_erased_is_not_active",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)
