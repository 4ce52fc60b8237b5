"""People, for administrators."""

import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401 (what it registers is taken out below)
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.services.following import follow


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):  # type: ignore[type-var]
    list_display = ("email", "name", "is_reader", "is_editor", "is_administrator", "is_active")
    list_filter = ("is_reader", "is_editor", "is_administrator", "is_active")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("joined_at", "last_login")
    filter_horizontal = ("groups", "user_permissions")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("In the register"), {"fields": ("is_reader", "is_editor", "is_administrator")}),
        (
            _("In this admin site"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        (_("Dates"), {"fields": ("joined_at", "last_login")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)

    def save_model(
        self, request: HttpRequest, obj: User, form: forms.ModelForm[User], change: bool
    ) -> None:
        # As the register keeps addresses: what waits for one is found by it.
        obj.email = obj.email.lower()
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            follow(old=form.initial["email"], new=obj.email)


# allauth's own pages show secrets, and look people up by a column that ours do not have.
admin.site.unregister([Authenticator, UserSession])


@admin.register(Authenticator)
class SecondStepAdmin(admin.ModelAdmin[Authenticator]):
    """What a person has beside the password; an administrator takes away what was lost."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")
    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
