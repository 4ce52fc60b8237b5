"""What a re-planned draft would change for those who know the published schedule."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from events.models import Edition
from matchmaking.models import ScheduleRun, ScheduleVersion
from matchmaking.queries.changes import Change
from matchmaking.queries.clashes import clashes_in
from matchmaking.queries.names import Party
from matchmaking.queries.plan import Plan
from matchmaking.queries.publication import Publication, publication
from organise.queries.runs import Stage, account


@dataclass(frozen=True, slots=True)
class Preview:
    """The changes against the published version, sorted by what they mean to a cluster.

    `lost` had a place and are still wanted, `called_off` are not. `published` counts the published
    meetings that are still wanted, `kept` those of them that stay at their time and table. Where
    something `is_in_the_way`, one person would be in two places, and it is not published so.
    `stage` is what the run proved of the number of moved meetings, if it was a re-plan.
    """

    publication: Publication
    is_in_the_way: bool
    moved: tuple[Change, ...]
    reseated: tuple[Change, ...]
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    called_off: tuple[Change, ...]
    published: int
    kept: int
    untouched: tuple[Party, ...]
    stage: Stage | None

    @property
    def touched(self) -> int:
        """Published meetings that lose their time."""
        return len(self.moved) + len(self.lost)


def preview(plan: Plan, now: datetime) -> Preview:
    """What publishing the draft of this plan would change; the same few queries at every size."""
    found = publication(plan, now)
    kinds: dict[str, list[Change]] = {}
    for change in found.changes:
        gone = change.kind == "removed" and change.meeting not in plan.wanted
        kinds.setdefault("called_off" if gone else change.kind, []).append(change)
    published = sum(plan.meetings[pk].published is not None for pk in plan.wanted)
    changed = sum(len(kinds.get(kind, ())) for kind in ("moved", "table", "removed"))
    run = plan.version.run
    return Preview(
        publication=found,
        is_in_the_way=bool(clashes_in(plan)),
        moved=tuple(kinds.get("moved", ())),
        reseated=tuple(kinds.get("table", ())),
        gained=tuple(kinds.get("added", ())),
        lost=tuple(kinds.get("removed", ())),
        called_off=tuple(kinds.get("called_off", ())),
        published=published,
        kept=published - changed,
        untouched=tuple(_untouched(plan, found.told)),
        stage=account(run, now).stages.get("moved") if run else None,
    )


def published_and_replanned(
    edition: Edition,
) -> tuple[ScheduleVersion | None, ScheduleVersion | None]:
    """The published schedule, and the newest draft that re-plans it, set aside or not."""
    published = ScheduleVersion.State.PUBLISHED
    replans = Q(
        state__in=(ScheduleVersion.State.DRAFT, ScheduleVersion.State.SET_ASIDE),
        run__kind=ScheduleRun.Kind.REPLAN,
        based_on__state=published,
    )
    found = list(ScheduleVersion.objects.filter(replans | Q(state=published), edition=edition))
    return (
        next((row for row in found if row.state == published), None),
        next((row for row in found if row.state != published), None),
    )


def _untouched(plan: Plan, told: Iterable[Party]) -> list[Party]:
    """The clusters of this draft whose agenda stays as it is."""
    changed = {party.registration for party in told}
    there = {pk for meeting in plan.placed for pk in plan.meetings[meeting].sides}
    return [party for pk, party in plan.names.parties.items() if pk in there - changed]
