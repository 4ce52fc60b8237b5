"""What Django's admin looks up again of what was chosen: what may be the key of a row.

A field that finds rows by their names shows what was sent when its form comes back with a fault,
and asks the database for it; what can be no key broke the page.
"""

from typing import Any

from django.contrib.admin.widgets import AutocompleteMixin
from django.core.exceptions import ValidationError
from django.db.models import Model


def look_up_keys_alone() -> None:
    """For an app's `ready()`."""
    widget: Any = AutocompleteMixin
    shown = widget.optgroups

    def optgroups(self: Any, name: str, value: list[str], attr: Any = None) -> Any:
        model = self.choices.queryset.model
        return shown(self, name, [one for one in value if not one or _is_key(model, one)], attr)

    widget.optgroups = optgroups


def _is_key(model: type[Model], said: str) -> bool:
    try:
        model._meta.pk.to_python(said)
    except ValidationError:
        return False
    return True
