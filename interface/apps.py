from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    name = "interface"

    def ready(self) -> None:
        from interface.chosen import look_up_keys_alone  # noqa: PLC0415

        look_up_keys_alone()
