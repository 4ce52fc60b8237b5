"""Whether mail reaches somebody, for pages."""

from django import template

from notifications.models import UnreachableAddress
from notifications.queries import unreachable

register = template.Library()


@register.simple_tag
def unreachable_address(email: str) -> UnreachableAddress | None:
    """What is known of an address at which no mail arrives; nothing of others."""
    return unreachable([email]).first()
