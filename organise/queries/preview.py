"""What a re-planned draft would change for those who know the published schedule."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from events.models import Edition
from matchmaking.models import ScheduleRun, ScheduleVersion
from matchmaking.queries.changes import Change, Publication, publication
from matchmaking.queries.names import Names, Party
from matchmaking.queries.schedule import wanted_meetings
from organise.queries.runs import Stage, account


@dataclass(frozen=True, slots=True)
class Preview:
    """The changes against the published version, sorted by what they mean to a cluster.

    `lost` had a place and are still wanted, `called_off` are not. `published` counts the published
    meetings that are still wanted, `kept` those of them that stay at their time and table.
    `stage` is what the run proved of the number of moved meetings, if it was a re-plan.
    """

    publication: Publication
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


def preview(version: ScheduleVersion, names: Names, now: datetime) -> Preview:
    """What publishing this draft would change; the same few queries at every size."""
    found = publication(version)
    wanted = set(wanted_meetings(version.edition).values_list("pk", flat=True))
    kinds: dict[str, list[Change]] = {}
    for change in found.changes:
        gone = change.kind == "removed" and change.meeting not in wanted
        kinds.setdefault("called_off" if gone else change.kind, []).append(change)
    former = found.former.placements.values_list("meeting_id", flat=True) if found.former else ()
    published = len(wanted.intersection(former))
    changed = sum(len(kinds.get(kind, ())) for kind in ("moved", "table", "removed"))
    return Preview(
        publication=found,
        moved=tuple(kinds.get("moved", ())),
        reseated=tuple(kinds.get("table", ())),
        gained=tuple(kinds.get("added", ())),
        lost=tuple(kinds.get("removed", ())),
        called_off=tuple(kinds.get("called_off", ())),
        published=published,
        kept=published - changed,
        untouched=tuple(_untouched(version, names, (row.pk for row in found.told))),
        stage=account(version.run, now).stages.get("moved") if version.run else None,
    )


def replanned_draft(edition: Edition) -> ScheduleVersion | None:
    """The newest draft that re-plans the published schedule, set aside or not."""
    return ScheduleVersion.objects.filter(
        edition=edition,
        state__in=(ScheduleVersion.State.DRAFT, ScheduleVersion.State.SET_ASIDE),
        run__kind=ScheduleRun.Kind.REPLAN,
        based_on__state=ScheduleVersion.State.PUBLISHED,
    ).first()


def _untouched(version: ScheduleVersion, names: Names, told: Iterable[int]) -> list[Party]:
    """The clusters of this draft whose agenda stays as it is."""
    changed = set(told)
    placed = version.placements.values_list("meeting_id", flat=True)
    there = {pk for meeting in placed for pk in names.participants.get(meeting, ())}
    return [party for pk, party in names.parties.items() if pk in there - changed]
