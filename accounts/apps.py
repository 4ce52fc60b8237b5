from allauth.usersessions.apps import UserSessionsConfig
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")
    default = True

    def ready(self) -> None:
        from accounts import limits, passkeys, receivers  # noqa: PLC0415 (models are ready only now)

        receivers.connect()
        limits.install()
        passkeys.install()


class SessionsConfig(UserSessionsConfig):  # type: ignore[misc]
    """allauth's table of who is signed in where, kept by our receivers.

    Its own ask three questions for each session that somebody ever had.
    """

    def ready(self) -> None:
        """Connects nothing."""
