"""A name that runs from right to left does not turn the sentence around it."""

import pytest

from interface.plain_text import isolated
from matchmaking.services.publishing import publish
from notifications.rendering import written
from tests.factories.events import EditionFactory
from tests.factories.matchmaking import MORNING
from tests.factories.schedules import Scheduled, four_managed
from tests.support.mails import mail_to

HEBREW = "אשכול המים"
KEPT = f"\u2068{HEBREW}\u2069"


@pytest.mark.parametrize("name", ["Water", "Clúster d'Água", "Κύμα", "Вода", ""])
def test_what_runs_from_left_to_right_is_left_alone(name: str) -> None:
    assert isolated(name) == name


def test_mails_keep_every_such_name_to_itself_in_text_subject_and_html() -> None:
    context = {"edition": HEBREW, "cluster": "Water", "changes": [], "days": []}
    slugs = {"edition_slug": "spring", "cluster_slug": "water"}
    mail = written("matchmaking/mail/agenda", context | slugs, "en")
    assert KEPT in mail.subject
    assert f"The meeting schedule of {KEPT} is published." in mail.body
    assert KEPT in mail.html


@pytest.mark.django_db
def test_mails_and_calendar_files_keep_clusters_places_and_events_to_themselves() -> None:
    edition = EditionFactory(name="Spring", venue=HEBREW)
    registrations = four_managed(edition)
    other = registrations[1].cluster
    other.name, other.short_name = HEBREW, ""
    other.save()
    draft = Scheduled.of(registrations, pairs=[(0, 1)], places=[(0, 0)], slots=1)
    publish(version=draft.version, revision=0, user=draft.user, now=MORNING)
    mail = mail_to("a@example.org", "agenda")
    assert f"09:00–09:25 {KEPT}, table 1" in mail.body
    calendar = mail.calendar.replace("\r\n ", "")
    assert f"SUMMARY:Meeting: {KEPT}" in calendar
    assert f"LOCATION:Table 1\\, {KEPT}" in calendar
