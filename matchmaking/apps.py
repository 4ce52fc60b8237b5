from importlib import import_module

from django.apps import AppConfig

from interface.contention import at_the_end


class MatchmakingConfig(AppConfig):
    name = "matchmaking"

    def ready(self) -> None:
        import_module("matchmaking.receivers")
        at_the_end(import_module("matchmaking.telling.entries").refresh_marked)
