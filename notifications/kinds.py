"""What each kind of mail is about: the apps that tell say so in their `mails`.

A kind with a subject may be switched off, put off or gathered; what is needed and can wait for the
end of quiet hours stands in `CAN_WAIT`, and what is needed at once in `AT_ONCE`: a test holds every
kind that is told to be in one of them.
"""

from functools import cache
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from notifications.models import Subject

DIGEST = "digest"


@cache
def _declared() -> tuple[dict[str, Subject], set[str]]:
    subjects, waiting = dict[str, Subject](), {DIGEST}
    for config in apps.get_app_configs():
        if config.module and module_has_submodule(config.module, "mails"):
            mails = import_module(f"{config.name}.mails")
            subjects |= mails.SUBJECTS
            waiting |= mails.CAN_WAIT
    return subjects, waiting


def subjects() -> dict[str, Subject]:
    """The subject of each kind of mail that has one."""
    return _declared()[0]


def subject_of(kind: str) -> Subject | None:
    return subjects().get(kind)


def by_wish() -> set[str]:
    """The kinds of which it is asked at all what their reader wishes."""
    subjects, waiting = _declared()
    return subjects.keys() | waiting


def is_by_wish(kind: str) -> bool:
    return kind in by_wish()
