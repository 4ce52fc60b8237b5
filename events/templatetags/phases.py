"""The state of an edition or a call as the clock leaves it."""

from django import template
from django.utils import timezone

from events.models import Call, Edition
from events.rules import phase as phase_at
from events.rules import promotes_from_waiting_list
from events.rules.calls import stage as stage_at

register = template.Library()


@register.filter
def phase(edition: Edition) -> str:
    """The state that holds now: what pages show and ask, never the stored one."""
    return phase_at(edition, timezone.now())


@register.filter
def gives_places(edition: Edition) -> bool:
    """Whether who is first on its waiting list gets a place that becomes free."""
    return promotes_from_waiting_list(edition, timezone.now())


@register.filter
def stage(call: Call) -> str:
    """The same of a call."""
    return stage_at(call, timezone.now())
