"""How agreed meetings stand, said in mails."""

from collections.abc import Mapping
from typing import Any

from django import template

from matchmaking.words import standing

register = template.Library()


@register.filter
def why_no_place(meeting: Mapping[str, Any]) -> str:
    """A meeting as `matchmaking.telling.contexts.without_place` has it."""
    return standing.why(meeting["code"], meeting["clusters"], is_ours=meeting["is_ours"])
