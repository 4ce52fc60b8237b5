"""What comes next for a cluster, in a line."""

from django.utils.translation import pgettext

from interface.words import listed
from matchmaking.queries.agenda import Item


def title(item: Item) -> str:
    """The session's title, or whom the cluster meets."""
    if item.session:
        return item.session.title
    return listed(str(counterpart.cluster) for counterpart in item.counterparts)


def place(item: Item) -> str:
    """Where it is; empty when that is not known."""
    if item.is_online:
        return pgettext("meeting", "Online")
    return item.session.place if item.session else str(item.table or "")
