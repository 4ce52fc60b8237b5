"""The state of an edition as the clock leaves it."""

from django import template
from django.utils import timezone

from events.models import Edition
from events.rules import phase as phase_at

register = template.Library()


@register.filter
def phase(edition: Edition) -> str:
    """The state that holds now: what pages show and ask, never the stored one."""
    return phase_at(edition, timezone.now())
