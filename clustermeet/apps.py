"""Django's start: shared tasks need the Celery application, and whoever has no Django does not."""

from django.apps import AppConfig


class Wiring(AppConfig):
    name = "clustermeet"

    def ready(self) -> None:
        from clustermeet import celery  # noqa: F401, PLC0415
