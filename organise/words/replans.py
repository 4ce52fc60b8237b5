"""Re-planning in words: what has changed since publication, and what a draft would change."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interface.plain_text import isolated
from interface.words import number
from matchmaking.models import Placement
from matchmaking.queries.availability import NOBODY_THERE, NOT_AVAILABLE
from matchmaking.queries.changes import Change
from matchmaking.queries.names import Names
from matchmaking.records import Reason
from matchmaking.words.names import where
from matchmaking.words.reasons import reason
from organise.queries.disturbances import Clash, Disturbances
from organise.queries.preview import Preview


def disturbed(names: Names, found: Disturbances) -> list[str]:
    """A sentence for everything that has happened, the gravest first."""
    return [*_losses(names, found), *_gains(names, found)]


def _losses(names: Names, found: Disturbances) -> Iterator[str]:
    for pk, count in found.left:
        yield ngettext(
            "%(cluster)s is not coming any more: %(count)s published meeting falls away.",
            "%(cluster)s is not coming any more: %(count)s published meetings fall away.",
            count,
        ) % {"cluster": names.party(pk), "count": number(count)}
    for row in found.called_off:
        yield _("%(meeting)s was called off (%(place)s).") % {
            "meeting": names.meeting(row.meeting_id),
            "place": where(names, row.slot_id, row.table_id),
        }
    for clash in found.clashes:
        yield _clash(names, clash)
    for row in found.at_once:
        yield _(
            "Who comes to %(meeting)s is in another meeting then, for another cluster (%(place)s)."
        ) % {
            "meeting": names.meeting(row.meeting_id),
            "place": where(names, row.slot_id, row.table_id),
        }
    for row in found.other_way:
        yield _other_way(names, row)
    yield from _too_few(names, found)
    for table, count in found.closed:
        yield ngettext(
            "Table %(table)s is out of use: %(count)s published meeting there.",
            "Table %(table)s is out of use: %(count)s published meetings there.",
            count,
        ) % {"table": names.tables[table].number, "count": number(count)}
    for pk, count in found.over_limit:
        yield _over_limit(names, pk, count)


def _too_few(names: Names, found: Disturbances) -> Iterator[str]:
    """Delegates, or people who interpret."""
    for row in found.not_understood:
        yield _("Nobody interprets for %(meeting)s (%(place)s).") % {
            "meeting": names.meeting(row.meeting_id),
            "place": where(names, row.slot_id, row.table_id),
        }
    for pk, slot in found.overfull:
        yield _("%(cluster)s has more meetings than delegates on %(time)s.") % {
            "cluster": names.party(pk),
            "time": names.slot(slot),
        }


def _other_way(names: Names, row: Placement) -> str:
    said = {
        "meeting": names.meeting(row.meeting_id),
        "place": where(names, row.slot_id, row.table_id),
    }
    if names.is_online(row.meeting_id):
        return (
            _("A side of %(meeting)s takes part online, and it is at a table (%(place)s).") % said
        )
    return _("%(meeting)s can be on site now, and it is online (%(place)s).") % said


def _over_limit(names: Names, registration: int, count: int) -> str:
    party = names.parties[registration]
    most = party.most_meetings or 0
    if party.is_limited_by_event:
        return ngettext(
            "The rules give each cluster at most %(most)s meeting, and %(cluster)s has %(count)s.",
            "The rules give each cluster at most %(most)s meetings, and %(cluster)s has %(count)s.",
            most,
        ) % {"cluster": isolated(party.name), "most": number(most), "count": number(count)}
    return ngettext(
        "%(cluster)s wants at most %(most)s meeting now and has %(count)s.",
        "%(cluster)s wants at most %(most)s meetings now and has %(count)s.",
        most,
    ) % {"cluster": isolated(party.name), "most": number(most), "count": number(count)}


def _clash(names: Names, clash: Clash) -> str:
    said = {
        "cluster": names.party(clash.registration),
        "time": names.slot(clash.placement.slot_id),
        "meeting": names.meeting(clash.placement.meeting_id),
        "session": clash.why,
    }
    if clash.why == NOBODY_THERE:
        return _("No delegate of %(cluster)s is there on %(time)s: %(meeting)s is then.") % said
    if clash.why == NOT_AVAILABLE:
        return _("%(cluster)s is not available on %(time)s: %(meeting)s is then.") % said
    return _("%(cluster)s is not available on %(time)s (%(session)s): %(meeting)s is then.") % said


def _gains(names: Names, found: Disturbances) -> Iterator[str]:
    for pk in found.arrived:
        yield _("%(cluster)s was approved after publication.") % {"cluster": names.party(pk)}
    for meeting in found.agreed:
        yield _("%(meeting)s was agreed after publication.") % {"meeting": names.meeting(meeting)}
    if count := len(found.waiting):
        yield ngettext(
            "%(count)s meeting agreed before had no place at publication; there may be one now.",
            "%(count)s meetings agreed before had no place at publication; there may be one now.",
            count,
        ) % {"count": number(count)}


def outcome(found: Preview) -> list[str]:
    """What the draft would do, in the order in which it matters to people."""
    return [_touched(found), *_proof(found), *_rest(found)]


def _touched(found: Preview) -> str:
    if not found.touched:
        return ngettext(
            "The published meeting keeps its time.",
            "All %(count)s published meetings keep their time.",
            found.published,
        ) % {"count": number(found.published)}
    return ngettext(
        "%(count)s of %(published)s published meetings loses its time.",
        "%(count)s of %(published)s published meetings lose their time.",
        found.touched,
    ) % {"count": number(found.touched), "published": number(found.published)}


def _proof(found: Preview) -> Iterator[str]:
    stage = found.stage
    if stage is None or stage.value != found.touched or not found.touched:
        return
    if stage.is_proven:
        yield _("No schedule moves fewer.")
    elif stage.bound:
        yield ngettext(
            "At least %(count)s must; whether fewer would do is not proven.",
            "At least %(count)s must; whether fewer would do is not proven.",
            stage.bound,
        ) % {"count": number(stage.bound)}
    else:
        yield _("Whether fewer would do is not proven.")


def _rest(found: Preview) -> Iterator[str]:
    """What a draft does beside moving published meetings."""
    if count := len(found.reseated):
        yield ngettext(
            "%(count)s meeting changes only the table.",
            "%(count)s meetings change only the table.",
            count,
        ) % {"count": number(count)}
    if count := len(found.gained):
        yield ngettext(
            "%(count)s meeting gets a place for the first time.",
            "%(count)s meetings get a place for the first time.",
            count,
        ) % {"count": number(count)}


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    """A meeting, from where to where, and why it has no place where it lost it."""

    meeting: str
    where: str
    why: str = ""


def change(names: Names, made: Change, why: Reason | None = None) -> ChangeInWords:
    """A change in words; `why` is the scheduler's reason where a meeting lost its place."""
    return ChangeInWords(
        names.meeting(made.meeting), _where(names, made), reason(names, why) if why else ""
    )


def _where(names: Names, made: Change) -> str:
    before = where(names, *made.before) if made.before else ""
    after = where(names, *made.after) if made.after else ""
    if made.before and made.after and made.kind == "table":
        return _reseated(names, made.after[0], made.before[1], made.after[1])
    if made.before and made.after:
        return _("From %(before)s to %(after)s.") % {"before": before, "after": after}
    if made.after:
        # Translators: a time and a table, as a sentence of its own.
        return _("%(place)s.") % {"place": after}
    return _("Was %(place)s.") % {"place": before}


def _reseated(names: Names, slot: int, before: int | None, after: int | None) -> str:
    """From one table to another, from a table to online, or back."""
    said: dict[str, object] = {"time": names.slot(slot)}
    if before:
        said["before"] = names.tables[before].number
    if after:
        said["after"] = names.tables[after].number
    if after is None:
        return _("%(time)s, online and no longer at table %(before)s.") % said
    if before is None:
        return _("%(time)s, at table %(after)s and no longer online.") % said
    return _("%(time)s, from table %(before)s to table %(after)s.") % said


def groups(found: Preview) -> list[tuple[str, str, tuple[Change, ...]]]:
    """The changes of a draft by what they mean to a cluster, each kind with name and title."""
    kinds = [
        ("moved", _("Another time"), found.moved),
        ("reseated", _("Another table"), found.reseated),
        # Translators: meetings that get a place for the first time.
        ("gained", _("New"), found.gained),
        ("lost", _("No place any more"), found.lost),
        # Translators: meetings.
        ("called-off", _("Called off"), found.called_off),
    ]
    return [(name, title, changes) for name, title, changes in kinds if changes]
