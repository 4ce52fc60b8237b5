from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "privacy"
    verbose_name = _("Privacy")

    def ready(self) -> None:
        from privacy import checks  # noqa: PLC0415
        from privacy.log import actors  # noqa: PLC0415

        connection_created.connect(actors.tell, dispatch_uid="privacy.log.actors")
        register(checks.log_triggers, Tags.database)
