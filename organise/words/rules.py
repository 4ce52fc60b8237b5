"""What a change of the rules touches, in sentences."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django_stubs_ext import StrPromise

from interface.plain_text import isolated
from interface.words import number
from matchmaking.models import ClusterGroup
from matchmaking.queries.breaking import Breaking
from matchmaking.queries.pairing import Bar
from matchmaking.services import rules as services
from organise.queries.rules import called, parties

# More than these are counted, not named.
MOST_NAMED = 30

REFUSED: dict[type[services.RulesRefused], StrPromise] = {
    services.RulesClosed: _lazy("This event is over. Its rules stay as they are."),
    services.RulesChanged: _lazy(
        "Somebody changed the event meanwhile. Look again, then set the rules."
    ),
    services.StartedAlready: _lazy(
        "Requests are open, and clusters ask for free times since. That ends when you publish a "
        "schedule."
    ),
    services.NameTaken: _lazy("Another group has that name. Choose another one."),
}
WHY = {
    Bar.SAME_REGION: _lazy("same region"),
    Bar.GROUPS: _lazy("their groups are not permitted to meet"),
    Bar.NAMED: _lazy("never to meet"),
}


def permitted(groups: Iterable[ClusterGroup], pairs: Iterable[tuple[int, int]]) -> str:
    """Which groups were to be let meet, a pair a line."""
    names = {group.pk: group.name for group in groups}
    return "\n".join(f"{names[one]} × {names[other]}" for one, other in sorted(pairs))


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence on what is touched, and what it is one by one."""

    sentence: str
    lines: tuple[str, ...] = ()


def touched(found: Breaking) -> list[Part]:
    """What is touched, what was agreed first."""
    return [*_pairs(found), *_counts(found), *_overdue(found), *_not_understood(found)]


def _pairs(found: Breaking) -> Iterator[Part]:
    names = parties(found.bars)
    waiting = found.bars.keys() - found.agreed
    if found.agreed:
        yield Part(
            ngettext(
                "%(count)s agreed meeting breaks the rule:",
                "%(count)s agreed meetings break the rule:",
                len(found.agreed),
            )
            % {"count": number(len(found.agreed))},
            _named(found, found.agreed, names),
        )
    if waiting:
        yield Part(
            ngettext(
                "%(count)s request without an answer breaks the rule, and cannot be accepted:",
                "%(count)s requests without an answer break the rule, and cannot be accepted:",
                len(waiting),
            )
            % {"count": number(len(waiting))},
            _named(found, waiting, names),
        )


def _named(
    found: Breaking, requests: Iterable[int], names: Mapping[int, tuple[str, str]]
) -> tuple[str, ...]:
    lines = [
        _("%(first)s × %(second)s (%(why)s)")
        % {"first": names[pk][0], "second": names[pk][1], "why": WHY[found.bars[pk]]}
        for pk in sorted(requests)
    ]
    return _cut(lines)


def _cut(lines: list[str]) -> tuple[str, ...]:
    more = len(lines) - MOST_NAMED
    if more <= 0:
        return tuple(lines)
    words = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": number(more)}
    return (*lines[:MOST_NAMED], words)


def _counts(found: Breaking) -> Iterator[Part]:
    if found.sent:
        yield Part(
            _("These clusters have sent more requests than that. What they sent stays:"),
            _counted(found.sent),
        )
    if found.musts:
        yield Part(
            _("These clusters must have more meetings than that. What they wished for stays:"),
            _counted(found.musts),
        )
    if found.published:
        yield Part(
            _("The published schedule gives these clusters more meetings. They stay there:"),
            _counted(found.published),
        )


def _counted(counts: Mapping[int, int]) -> tuple[str, ...]:
    names = called(counts)
    return _cut(
        [
            # Translators: a cluster, and how many requests or meetings it has.
            _("%(cluster)s: %(count)s") % {"cluster": isolated(name), "count": number(counts[pk])}
            for pk, name in names.items()
        ]
    )


def _overdue(found: Breaking) -> Iterator[Part]:
    if found.overdue:
        yield Part(
            ngettext(
                "%(count)s request has waited longer than that. It expires at once.",
                "%(count)s requests have waited longer than that. They expire at once.",
                len(found.overdue),
            )
            % {"count": number(len(found.overdue))}
        )


def _not_understood(found: Breaking) -> Iterator[Part]:
    if found.not_understood:
        yield Part(
            ngettext(
                "%(count)s published meeting has no common language, and nobody is free to "
                "interpret. It stays where it is.",
                "%(count)s published meetings have no common language, and nobody is free to "
                "interpret. They stay where they are.",
                len(found.not_understood),
            )
            % {"count": number(len(found.not_understood))}
        )
