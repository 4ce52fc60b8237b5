"""Windows and pauses stand in the programme by themselves, once."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from events.models import Edition
from events.queries.programme import programme_days
from matchmaking.models import Pause
from matchmaking.queries.programme import full_programme
from tests.factories.events import EditionFactory, RegistrationFactory, SessionFactory
from tests.factories.matchmaking import MORNING, MeetingWindowFactory, window_with_slots
from tests.factories.stage import Stage, page

pytestmark = pytest.mark.django_db


def span(start: int, end: int) -> DateTimeTZRange:
    return DateTimeTZRange(MORNING + timedelta(minutes=start), MORNING + timedelta(minutes=end))


def with_window(edition: Edition) -> None:
    window = MeetingWindowFactory(edition=edition, name="First morning", period=span(30, 210))
    Pause.objects.create(window=window, title="Coffee", period=span(90, 120))


def shown(edition: Edition, *, once: bool = True) -> list[str]:
    days = full_programme(edition, programme_days(edition), once=once)
    return [
        row.session.title if row.session else row.time.title if row.time else ""
        for day in days
        for row in day.rows
    ]


def test_windows_and_pauses_stand_among_the_sessions_by_their_time() -> None:
    edition = EditionFactory()
    with_window(edition)
    day = date(2094, 6, 3)
    SessionFactory(edition=edition, title="Welcome", day_on=day, period=span(0, 30))
    SessionFactory(edition=edition, title="Dinner", day_on=day, period=span(600, 700))
    assert shown(edition) == ["Welcome", "First morning", "Coffee", "Dinner"]


def test_what_was_entered_twice_is_shown_once() -> None:
    edition = EditionFactory()
    with_window(edition)
    day = date(2094, 6, 3)
    SessionFactory(
        edition=edition,
        title="Meetings",
        kind="bilateral_meetings",
        day_on=day,
        period=span(30, 210),
    )
    SessionFactory(
        edition=edition, title="Coffee in the hall", kind="social", day_on=day, period=span(90, 120)
    )
    assert shown(edition) == ["First morning", "Coffee in the hall"]
    assert shown(edition, once=False) == ["First morning", "Meetings", "Coffee in the hall"]


@pytest.mark.parametrize("kind", ["talk", "social"])
def test_pauses_stand_in_agendas_as_the_programme_shows_them(stage: Stage, kind: str) -> None:
    """A break of the programme stands for the pause; a talk does not."""
    RegistrationFactory(edition=stage.edition, cluster=stage.cluster)
    window_with_slots(stage.edition, slots=1)
    with_window(stage.edition)
    SessionFactory(
        edition=stage.edition,
        title="In the hall",
        kind=kind,
        day_on=date(2094, 6, 3),
        period=span(90, 120),
    )
    address = page("meet-agenda", stage.edition, stage.cluster.slug)
    for shown_as in ({}, {"print": "1"}):
        text = stage.manager.get(address, shown_as).text
        assert "In the hall" in text
        assert ("Coffee" in text) == (kind == "talk")


def test_visitors_and_organisers_see_them_without_a_session(stage: Stage) -> None:
    with_window(stage.edition)
    public = stage.stranger.get(stage.edition.get_absolute_url()).text
    backstage = stage.organiser.get(page("organise-programme", stage.edition)).text
    for text in (public, backstage):
        assert "First morning" in text
        assert "Coffee" in text
