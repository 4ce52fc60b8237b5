"""What clusters were not told yet, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from interface.words import listed, number
from matchmaking.queries.told import News
from matchmaking.telling.acts import Told

OF_THE_EVENT = {
    "edition_name": _lazy("name changed"),
    "edition_dates": _lazy("dates changed"),
    "edition_venue": _lazy("venue changed"),
    "edition_zone": _lazy("time zone changed"),
    "edition_new": _lazy("event new"),
    "edition_gone": _lazy("event cancelled"),
    "edition_back": _lazy("event no longer cancelled"),
}
# More kinds than there are.
ALL = 30


def not_told(news: Iterable[News]) -> str:
    """ "venue changed, 2 sessions moved and 3 meetings moved"; empty where nothing waits."""
    return listed([_kind(one) for one in news], most=ALL)


def told(found: Told) -> str:
    """What pressing the button did."""
    words = []
    if found.clusters:
        clusters = found.clusters
        said = ngettext("%(count)s cluster is told.", "%(count)s clusters are told.", clusters)
        words.append(said % {"count": number(clusters)})
    if found.delegates:
        delegates = found.delegates
        said = ngettext("%(count)s delegate is told.", "%(count)s delegates are told.", delegates)
        words.append(said % {"count": number(delegates)})
    return " ".join(words) or _("Everybody knows already. Nobody was told again.")


def _kind(news: News) -> str:
    if news.code in OF_THE_EVENT:
        return str(OF_THE_EVENT[news.code])
    return _counted(news.code, news.count) % {"count": number(news.count)}


def _counted(code: str, count: int) -> str:
    words = {
        "session_new": ngettext("%(count)s new session", "%(count)s new sessions", count),
        "session_back": ngettext("%(count)s session again", "%(count)s sessions again", count),
        "session_gone": ngettext("%(count)s session removed", "%(count)s sessions removed", count),
        "session_moved": ngettext("%(count)s session moved", "%(count)s sessions moved", count),
        "session_changed": ngettext(
            "%(count)s session changed", "%(count)s sessions changed", count
        ),
        "session_speaks": ngettext(
            "%(count)s session with a new speaker", "%(count)s sessions with new speakers", count
        ),
        "session_silent": ngettext(
            "%(count)s session that lost a speaker", "%(count)s sessions that lost speakers", count
        ),
        "meeting_new": ngettext("%(count)s new meeting", "%(count)s new meetings", count),
        "meeting_back": ngettext("%(count)s meeting again", "%(count)s meetings again", count),
        "meeting_gone": ngettext(
            "%(count)s meeting cancelled", "%(count)s meetings cancelled", count
        ),
        "meeting_moved": ngettext("%(count)s meeting moved", "%(count)s meetings moved", count),
        "meeting_way": ngettext(
            "%(count)s meeting online and no longer on site, or the other way round",
            "%(count)s meetings online and no longer on site, or the other way round",
            count,
        ),
        "meeting_address": ngettext(
            "%(count)s online meeting at another address",
            "%(count)s online meetings at other addresses",
            count,
        ),
        "meeting_address_first": ngettext(
            "%(count)s online meeting that has an address now",
            "%(count)s online meetings that have addresses now",
            count,
        ),
        "meeting_address_lost": ngettext(
            "%(count)s online meeting that has no address any more",
            "%(count)s online meetings that have no addresses any more",
            count,
        ),
        "meeting_table": ngettext(
            "%(count)s meeting at another table", "%(count)s meetings at other tables", count
        ),
        "meeting_interpreted": ngettext(
            "%(count)s meeting that has an interpreter now",
            "%(count)s meetings that have interpreters now",
            count,
        ),
        "meeting_uninterpreted": ngettext(
            "%(count)s meeting that has no interpreter any more",
            "%(count)s meetings that have no interpreters any more",
            count,
        ),
        "meeting_changed": ngettext(
            "%(count)s meeting with other names", "%(count)s meetings with other names", count
        ),
    }
    return words[code]
