from importlib import import_module

from django.apps import AppConfig


class ClustersConfig(AppConfig):
    name = "clusters"
    verbose_name = "Register"

    def ready(self) -> None:
        import_module("clusters.receivers")
