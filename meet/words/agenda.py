"""What comes next for a cluster, in a line."""

from django.utils.translation import pgettext

from interface.words import listed
from matchmaking.queries.agenda import Item
from translations.queries import text_of


def title(item: Item) -> str:
    """The session's title, or whom the cluster meets."""
    if item.session:
        return text_of(item.session, "title").text
    return listed(str(counterpart.cluster) for counterpart in item.counterparts)


def place(item: Item) -> str:
    """Where it is; empty when that is not known."""
    if item.is_online:
        return pgettext("meeting", "Online")
    return text_of(item.session, "place").text if item.session else str(item.table or "")
