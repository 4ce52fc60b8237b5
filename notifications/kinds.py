"""What each kind of mail is about: the apps that tell say so in their `mails`.

A kind that none of them names is needed: nobody can switch it off.
"""

from functools import cache
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from notifications.models import Subject


@cache
def subjects() -> dict[str, Subject]:
    """The subject of each kind of mail that has one."""
    found = dict[str, Subject]()
    for config in apps.get_app_configs():
        if config.module and module_has_submodule(config.module, "mails"):
            found |= import_module(f"{config.name}.mails").SUBJECTS
    return found


def subject_of(kind: str) -> Subject | None:
    return subjects().get(kind)
