"""Questions for a consent and their answers wait for the quiet interval: what is undone before
then is told to nobody.
"""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from clusters.models import Membership, Organisation
from events.models import Edition, EditionOrganiser, Series, SeriesAsk
from events.services.consent import (
    answer_as_co_organiser,
    answer_as_named,
    answer_for_series,
)
from events.services.editions import Relations, change, create
from events.services.programme import SessionEntry, SpeakerEntry, add_session, remove_session
from notifications.delivery import deliver_due
from tests.factories.clusters import MembershipFactory, OrganisationFactory
from tests.factories.events import SeriesFactory
from tests.support.mails import all_sent, mail_to, told

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 3, 1, 9, tzinfo=UTC)
PAOLA, OLGA = "paola@example.org", "olga@example.org"


@pytest.fixture
def partner() -> Organisation:
    body: Organisation = OrganisationFactory(name="Lombardy Agency")
    MembershipFactory(organisation=body, user__email=PAOLA)
    return body


@pytest.fixture
def edition() -> Edition:
    member: Membership = MembershipFactory(
        organisation=OrganisationFactory(name="Catalan Agency"), user__email=OLGA
    )
    draft = Edition(name="Spring", starts_on=date(2094, 6, 3), ends_on=date(2094, 6, 4))
    given = create(
        draft=draft, owner=member.organisation, relations=Relations(), key=uuid.uuid4(), now=NOW
    )
    return Edition.objects.get(pk=given.pk)


def change_to(
    edition: Edition, *bodies: Organisation, series: Series | None = None
) -> EditionOrganiser | None:
    """The event is run with these bodies, and wished in this series."""
    wished = Edition.objects.get(pk=edition.pk)
    wished.series = series
    relations = Relations(co_organisers=bodies)
    change(wished=wished, relations=relations, version=wished.version, now=NOW)
    beside = edition.organisers.filter(organisation__in=bodies)
    return beside.first()


def answer_one_after_the_other(edition: Edition, answers: Sequence[bool]) -> None:
    for accepts in answers:
        answer_as_named(naming=edition.namings.get(), accepts=accepts, now=NOW)


def speak(edition: Edition, body: Organisation) -> None:
    entry = SessionEntry(
        kind="talk",
        title="Talk",
        day=date(2094, 6, 3),
        starts_at=datetime(2094, 6, 3, 9, tzinfo=UTC),
        ends_at=datetime(2094, 6, 3, 10, tzinfo=UTC),
        speakers=(SpeakerEntry(organisation=body.pk),),
    )
    add_session(edition=edition, entry=entry, key=uuid.uuid4(), now=NOW)


def speak_no_more(edition: Edition) -> None:
    for session in edition.sessions.all():
        remove_session(session=session, now=NOW)


class TestAsked:
    def test_a_question_waits_for_the_quiet_interval(
        self, edition: Edition, partner: Organisation
    ) -> None:
        change_to(edition, partner)
        assert told("consent-asked") == [PAOLA]
        assert deliver_due(now=NOW) == 0

    def test_a_body_named_and_left_out_again_at_once_is_not_asked(
        self, edition: Edition, partner: Organisation
    ) -> None:
        change_to(edition, partner)
        change_to(edition)
        assert told("consent-asked") == []

    def test_a_speaker_named_and_left_out_again_at_once_is_not_asked(
        self, edition: Edition, partner: Organisation
    ) -> None:
        speak(edition, partner)
        assert told("consent-asked") == [PAOLA]
        speak_no_more(edition)
        assert told("consent-asked") == []

    def test_a_series_that_is_wished_no_more_is_not_asked(
        self, edition: Edition, partner: Organisation
    ) -> None:
        change_to(edition, series=SeriesFactory(organiser=partner))
        assert told("consent-asked") == [PAOLA]
        own = SeriesFactory(organiser=edition.owner)
        change_to(edition, series=own)
        assert told("consent-asked") == []

    def test_of_two_series_the_last_one_is_asked(
        self, edition: Edition, partner: Organisation
    ) -> None:
        change_to(edition, series=SeriesFactory(name="Motors", organiser=partner))
        change_to(edition, series=SeriesFactory(name="Textiles", organiser=partner))
        assert "Textiles" in mail_to(PAOLA, "consent-asked").subject


class TestAnswered:
    def test_an_answer_changed_at_once_is_one_mail_with_the_last_word(
        self, edition: Edition, partner: Organisation
    ) -> None:
        speak(edition, partner)
        answer_one_after_the_other(edition, [True, False])
        assert deliver_due(now=NOW) == 0
        assert mail_to(OLGA, "consent-answered").subject.startswith("Declined: ")

    def test_an_answer_changed_and_given_again_at_once_is_told_once(
        self, edition: Edition, partner: Organisation
    ) -> None:
        speak(edition, partner)
        answer_one_after_the_other(edition, [True])
        all_sent(NOW)
        answer_one_after_the_other(edition, [False, True])
        assert told("consent-answered", state="queued") == []

    def test_whoever_answered_is_not_asked_any_more(
        self, edition: Edition, partner: Organisation
    ) -> None:
        series = SeriesFactory(organiser=partner)
        row = change_to(edition, partner, series=series)
        assert row
        speak(edition, partner)
        assert told("consent-asked") == [PAOLA] * 3
        answer_as_co_organiser(row=row, accepts=True, now=NOW)
        assert told("consent-asked") == [PAOLA] * 2
        answer_for_series(ask=SeriesAsk.objects.get(), accepts=True, now=NOW)
        assert told("consent-asked") == [PAOLA]
        answer_one_after_the_other(edition, [True])
        assert told("consent-asked") == []

    def test_the_answer_of_whom_nobody_names_any_more_is_told_to_nobody(
        self, edition: Edition, partner: Organisation
    ) -> None:
        row = change_to(edition, partner)
        assert row
        answer_as_co_organiser(row=row, accepts=False, now=NOW)
        assert told("consent-answered") == [OLGA]
        change_to(edition)
        assert told("consent-answered") == []
