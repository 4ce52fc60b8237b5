from importlib import import_module

from django.apps import AppConfig


class MatchmakingConfig(AppConfig):
    name = "matchmaking"

    def ready(self) -> None:
        import_module("matchmaking.receivers")
