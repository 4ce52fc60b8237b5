"""What describes the sessions and meetings of a calendar file."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from clusters.models import Organisation
from events.models import Registration, Session
from interface.plain_text import isolated
from matchmaking.models import AgendaEntry, MeetingParticipant
from matchmaking.queries.profile import profiles
from matchmaking.recommending import Line, Profile
from matchmaking.telling.texts import Reader

About = AgendaEntry.About


def texts_of(
    rows: Iterable[AgendaEntry],
    editions: Iterable[int],
    registrations: Iterable[Registration],
    reader: Reader,
) -> dict[tuple[str, int], str]:
    """What describes the sessions of editions (ids), and the meetings of these registrations."""
    meetings = {row.key for row in rows if row.about == About.MEETING and not row.is_cancelled}
    return texts_of_sessions(editions, reader) | _texts_of_meetings(meetings, registrations)


def texts_of_sessions(editions: Iterable[int], reader: Reader) -> dict[tuple[str, int], str]:
    rows = Session.objects.filter(edition__in=editions).exclude(description="")
    texts = rows.values_list("pk", "edition", "description")
    return {(About.SESSION.value, row[0]): reader.description(*row) for row in texts}


def _texts_of_meetings(
    meetings: Collection[int], registrations: Iterable[Registration]
) -> dict[tuple[str, int], str]:
    """Who the others are: their offers and needs."""
    others = MeetingParticipant.objects.filter(meeting__in=meetings).exclude(
        registration__in=registrations
    )
    sides = list(others.select_related("registration__cluster"))
    known = profiles({side.registration.cluster_id for side in sides})
    texts: dict[tuple[str, int], str] = {}
    for side in sides:
        key, cluster = (About.MEETING.value, side.meeting_id), side.registration.cluster
        before = f"{texts[key]}\n\n" if key in texts else ""
        texts[key] = before + _about(cluster, known[cluster.pk])
    return texts


def _about(cluster: Organisation, profile: Profile) -> str:
    lines = [isolated(cluster.called)]
    if profile.offers:
        lines.append(_("Offers: %(offers)s") % {"offers": _listed(profile.offers)})
    if profile.needs:
        lines.append(_("Needs: %(needs)s") % {"needs": _listed(profile.needs)})
    return "\n".join(lines)


def _listed(lines: Iterable[Line]) -> str:
    return "; ".join(line.text for line in lines)
