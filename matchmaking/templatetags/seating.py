"""Where a meeting is held, said in mails."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def table_in_room(said: Mapping[str, Any] | str | None) -> str:
    """ "6 (Blue room)", or "6" where the table has no room; of what a meeting's entry says.

    Empty where nothing is said, or no table.
    """
    if not isinstance(said, Mapping) or not said.get("table"):
        return ""
    if not said.get("room"):
        return str(said["table"])
    return _("%(table)s (%(room)s)") % {"table": said["table"], "room": said["room"]}
