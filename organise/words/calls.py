"""Calls in words: why something is not done, what was done."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from events.models import Application, Call, Verdict
from events.queries.calls import Ranked
from events.rules.calls import is_alive, stage
from events.services.calls import publishing
from interface.plain_text import isolated
from interface.words import number

CHANGED = _lazy("Somebody changed this call meanwhile. Look again before you decide.")
APPLICATION_CHANGED = _lazy("The application was changed meanwhile. Read it again.")
CRITERIA_IN_USE = _lazy(
    "Reviewers have given points already: the criteria and their weights stay as they are."
)
WHY_KEPT = {
    "own": _lazy(
        "You belong to this applicant: what the reviewers think of it is not shown to you."
    ),
    "unscored": _lazy(
        "You review this call. You read what the others think of this application once you have "
        "given your own points, or the decision is published."
    ),
}
STEPS = {
    Call.State.OPEN: _lazy("The call is open. Its page is public."),
    Call.State.REVIEWING: _lazy("The call is closed. Its reviewers are told that they can begin."),
    Call.State.DRAFT: _lazy("The call is a draft again. Only your organisation sees it."),
}


def too_late(call: Call, now: datetime) -> str:
    """Why something is not done on a call in its state."""
    if not is_alive(call, now):
        return _("The event is over or cancelled. Nothing more is decided on this call.")
    words = {
        Call.State.DRAFT: _("This call is a draft: open it first."),
        Call.State.OPEN: _("This call is still open: applications can come and change."),
        Call.State.REVIEWING: _("This call is closed: its applications are reviewed now."),
        Call.State.DECIDED: _("This call is decided. The decision stays as it was published."),
    }
    return words[stage(call, now)]


def not_opened(call: Call, now: datetime) -> str:
    """Why a call is not opened."""
    if call.edition and not call.edition.is_public:
        return _("The event is a draft. Open its registration first, so that people can read it.")
    if now >= call.closes_at and call.state != Call.State.DECIDED and is_alive(call, now):
        return _("The last day to apply is over. Enter a later one first.")
    return too_late(call, now)


def not_published(refusal: Exception) -> str:
    """Why the decision is not published."""
    if isinstance(refusal, publishing.Undecided):
        words = ngettext(
            "%(count)s application has no decision yet.",
            "%(count)s applications have no decision yet.",
            refusal.count,
        )
        return words % {"count": number(refusal.count)}
    if isinstance(refusal, publishing.NoRoom):
        words = ngettext(
            "The event has room for %(free)s cluster more, and %(wanted)s of those that you "
            "select need a place. Raise its largest number of clusters, or select fewer.",
            "The event has room for %(free)s clusters more, and %(wanted)s of those that you "
            "select need a place. Raise its largest number of clusters, or select fewer.",
            refusal.free,
        )
        return words % {"free": number(refusal.free), "wanted": number(refusal.wanted)}
    if isinstance(refusal, publishing.HostDaysOver):
        words = _(
            "The days that %(host)s proposed are over. Return its application, so that it "
            "proposes others."
        )
        return words % {"host": isolated(refusal.application.organisation.called)}
    if isinstance(refusal, publishing.EventNotReady):
        return _("The event is a draft: open its registration first, so that clusters can be in.")
    return _("More are selected than the call has places.")


def points_first(count: int) -> str:
    """Why a reviewer does not put applications in order by the points of others."""
    words = ngettext(
        "You review this call, and the order would tell you the others’ points. Give yours to "
        "%(count)s application first.",
        "You review this call, and the order would tell you the others’ points. Give yours to "
        "%(count)s applications first.",
        count,
    )
    return words % {"count": number(count)}


def kept_from_owner(ranked: Sequence[Ranked]) -> list[str]:
    """Why some points are hidden from an owner who also reviews, or belongs to an applicant."""
    counts = Counter(row.hidden for row in ranked)
    said = []
    if waits := counts["unscored"]:
        words = ngettext(
            "You review this call too: the points of %(count)s application are hidden until you "
            "have given yours.",
            "You review this call too: the points of %(count)s applications are hidden until you "
            "have given yours.",
            waits,
        )
        said.append(words % {"count": number(waits)})
    if own := counts["own"]:
        words = ngettext(
            "The points of %(count)s applicant are hidden, because you belong to it.",
            "The points of %(count)s applicants are hidden, because you belong to them.",
            own,
        )
        said.append(words % {"count": number(own)})
    return said


def published(people: int) -> str:
    words = ngettext(
        "The decision is published. %(count)s person is told.",
        "The decision is published. %(count)s people are told.",
        people,
    )
    return words % {"count": number(people)}


def prepared(outcome: str, count: int) -> str:
    """What was prepared for so many applications."""
    words = {
        Verdict.Outcome.SELECTED: ngettext(
            "%(count)s application is to be selected.",
            "%(count)s applications are to be selected.",
            count,
        ),
        Verdict.Outcome.RESERVE: ngettext(
            "%(count)s application is to be a reserve.",
            "%(count)s applications are to be reserves.",
            count,
        ),
        Verdict.Outcome.REJECTED: ngettext(
            "%(count)s application is to be rejected.",
            "%(count)s applications are to be rejected.",
            count,
        ),
    }
    return words[Verdict.Outcome(outcome)] % {"count": number(count)}


def proposed(count: int) -> str:
    words = ngettext(
        "The decision on %(count)s application is prepared. Nobody is told before you publish it.",
        "The decision on %(count)s applications is prepared. Nobody is told before you publish it.",
        count,
    )
    return words % {"count": number(count)}


def average(points: float | None) -> str:
    """ "3.75" of at most 5; nothing without a review."""
    return "" if points is None else number(points, 2)


def is_still_to_decide(application: Application) -> bool:
    return application.state in Application.TO_DECIDE
