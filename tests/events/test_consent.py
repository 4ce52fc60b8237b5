"""Nobody is named co-organiser, and no edition stands in another body's series, without a yes."""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Membership, Organisation
from events.models import (
    Consent,
    Edition,
    EditionOrganiser,
    Series,
    SeriesAsk,
    Session,
    Speaker,
)
from events.rules import can_organise
from events.services.consent import (
    ConsentTooLate,
    answer_as_co_organiser,
    answer_as_named,
    answer_for_series,
)
from events.services.editions import Relations, change, create
from events.services.programme import SessionEntry, SpeakerEntry, add_session, remove_session
from events.services.registrations import register, register_for
from events.services.wishes import Wishes
from notifications.models import OutboxMessage
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.clusters import MembershipFactory, OrganisationFactory
from tests.factories.events import EditionFactory, SeriesFactory
from tests.support.browsers import signed_in
from tests.support.mails import all_sent, told

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def partner() -> Organisation:
    body: Organisation = OrganisationFactory(name="Lombardy Agency")
    MembershipFactory(organisation=body, user__email="paola@example.org")
    return body


@pytest.fixture
def paola(partner: Organisation) -> User:
    return User.objects.get(email="paola@example.org")


def created(
    *,
    series: Series | None = None,
    ordinal: int | None = None,
    partners: tuple[Organisation, ...] = (),
) -> Edition:
    owner = OrganisationFactory(name="Catalan Agency")
    MembershipFactory(organisation=owner, user__email=f"{uuid.uuid4()}@example.org")
    draft = Edition(
        name="Spring",
        starts_on=date(2094, 6, 3),
        ends_on=date(2094, 6, 4),
        series=series,
        ordinal=ordinal,
    )
    return create(
        draft=draft,
        owner=owner,
        relations=Relations(co_organisers=partners),
        key=uuid.uuid4(),
        now=NOW,
    )


def opened(edition: Edition) -> Edition:
    Edition.objects.filter(pk=edition.pk).update(state="registration_open")
    return Edition.objects.get(pk=edition.pk)


def named(edition: Edition, body: Organisation) -> EditionOrganiser:
    return edition.organisers.get(organisation=body)


def public_page(edition: Edition) -> str:
    return Client().get(edition.get_absolute_url()).content.decode()


def test_a_co_organiser_is_neither_shown_nor_empowered_before_it_accepts(
    partner: Organisation, paola: User
) -> None:
    edition = opened(created(partners=(partner,)))
    assert told("consent-asked") == ["paola@example.org"]
    assert "Lombardy Agency" not in public_page(edition)
    assert not can_organise(paola, edition)

    answer_as_co_organiser(row=named(edition, partner), accepts=True, now=NOW)
    assert "Lombardy Agency" in public_page(edition)
    assert can_organise(paola, edition)
    assert told("consent-asked") == []
    assert OutboxMessage.objects.filter(kind="consent-answered").count() == 2


def test_a_co_organiser_can_step_down_and_is_not_shown_any_more(
    partner: Organisation, paola: User
) -> None:
    edition = opened(created(partners=(partner,)))
    for accepts in (True, False):
        answer_as_co_organiser(row=named(edition, partner), accepts=accepts, now=NOW)
    assert "Lombardy Agency" not in public_page(edition)
    assert not can_organise(paola, edition)


def test_saving_the_details_again_keeps_the_answer_and_asks_nobody_twice(
    partner: Organisation,
) -> None:
    edition = created(partners=(partner,))
    all_sent(NOW)
    answer_as_co_organiser(row=named(edition, partner), accepts=True, now=NOW)
    relations = Relations(co_organisers=(partner,))
    change(wished=Edition.objects.get(), relations=relations, version=1, now=NOW)
    assert named(edition, partner).state == Consent.ACCEPTED
    assert told("consent-asked") == ["paola@example.org"]


def test_the_owner_needs_no_consent() -> None:
    edition = created()
    assert edition.owner
    assert named(edition, edition.owner).state == Consent.ACCEPTED


def test_a_series_of_another_body_is_asked_and_shows_the_edition_after_its_yes(
    partner: Organisation,
) -> None:
    series = SeriesFactory(name="Motors", organiser=partner)
    EditionFactory(series=series, ordinal=4, state="registration_open")
    edition = opened(created(series=series))
    assert (edition.series, edition.ordinal) == (None, None)
    assert told("consent-asked") == ["paola@example.org"]
    assert edition.name not in Client().get(series.get_absolute_url()).content.decode()

    answer_for_series(ask=edition.series_ask, accepts=True, now=NOW)
    edition.refresh_from_db()
    assert (edition.series, edition.ordinal) == (series, 5)
    assert edition.name in Client().get(series.get_absolute_url()).content.decode()


def test_whose_series_it_is_can_take_the_edition_out_again(partner: Organisation) -> None:
    edition = created(series=SeriesFactory(organiser=partner), ordinal=7)
    for accepts in (True, False):
        answer_for_series(ask=SeriesAsk.objects.get(), accepts=accepts, now=NOW)
    edition.refresh_from_db()
    assert (edition.series, edition.ordinal) == (None, None)


def test_a_number_taken_meanwhile_becomes_the_next_one(partner: Organisation) -> None:
    series = SeriesFactory(organiser=partner)
    edition = created(series=series, ordinal=7)
    EditionFactory(series=series, ordinal=7)
    answer_for_series(ask=edition.series_ask, accepts=True, now=NOW)
    edition.refresh_from_db()
    assert edition.ordinal == 8


def test_ones_own_series_is_not_asked() -> None:
    owner = OrganisationFactory()
    series = SeriesFactory(organiser=owner)
    draft = Edition(
        name="Spring", starts_on=date(2094, 6, 3), ends_on=date(2094, 6, 4), series=series
    )
    create(draft=draft, owner=owner, relations=Relations(), key=uuid.uuid4(), now=NOW)
    assert Edition.objects.get().series == series
    assert not SeriesAsk.objects.exists()


def test_an_edition_stays_in_its_series_while_another_is_asked(partner: Organisation) -> None:
    owner = OrganisationFactory()
    own = SeriesFactory(organiser=owner)
    edition = EditionFactory(owner=owner, series=own, ordinal=2)
    wished = Edition.objects.get(pk=edition.pk)
    wished.series, wished.ordinal = SeriesFactory(organiser=partner), None
    change(wished=wished, relations=Relations(), version=1, now=NOW)
    edition.refresh_from_db()
    assert (edition.series, edition.ordinal) == (own, 2)
    assert SeriesAsk.objects.get().state == Consent.ASKED


def test_administrators_answer_for_a_series_that_nobody_speaks_for() -> None:
    administrator = AdministratorFactory()
    edition = created(series=SeriesFactory(organiser=None))
    assert told("consent-asked") == [administrator.email]
    browser = Client()
    browser.force_login(administrator)
    address = reverse("organise-consent-series", args=[edition.series_ask.pk])
    assert browser.post(address, {"answer": "accept"}).status_code == 302
    edition.refresh_from_db()
    assert edition.series


@pytest.mark.parametrize("state", ["finished", "cancelled"])
def test_nothing_is_answered_after_the_end(partner: Organisation, state: str) -> None:
    edition = created(series=SeriesFactory(organiser=partner), partners=(partner,))
    Edition.objects.update(state=state)
    with pytest.raises(ConsentTooLate):
        answer_as_co_organiser(row=named(edition, partner), accepts=True, now=NOW)
    with pytest.raises(ConsentTooLate):
        answer_for_series(ask=edition.series_ask, accepts=True, now=NOW)


def test_members_find_the_questions_from_their_start_page_and_answer(
    client: Client, partner: Organisation, paola: User
) -> None:
    edition = created(series=SeriesFactory(organiser=partner), partners=(partner,))
    client.force_login(paola)
    assert "2 questions wait for your organisation" in client.get("/my/").content.decode()
    page = client.get(reverse("organise-consents")).content.decode()
    assert "names Lombardy Agency as co-organiser of Spring" in page
    row = named(edition, partner)
    address = reverse("organise-consent-body", args=[row.pk])
    assert client.post(address, {"answer": "perhaps"}).status_code == 422
    answer = client.post(address, {"answer": "accept"}, follow=True)
    assert "Accepted. The organiser is told." in answer.content.decode()
    assert "1 question waits" in client.get("/my/").content.decode()


def test_strangers_answer_for_nobody(client: Client, partner: Organisation) -> None:
    edition = created(series=SeriesFactory(organiser=partner), partners=(partner,))
    client.force_login(UserFactory())
    for name, pk in (
        ("organise-consent-body", named(edition, partner).pk),
        ("organise-consent-series", edition.series_ask.pk),
    ):
        assert client.post(reverse(name, args=[pk]), {"answer": "accept"}).status_code == 404


def test_a_speaker_is_shown_and_kept_from_meetings_once_its_organisation_agrees(
    partner: Organisation, paola: User
) -> None:
    edition = opened(created())
    with_session(edition, SpeakerEntry(organisation=partner.pk), SpeakerEntry("Ada", "Chair"))
    assert told("consent-asked") == ["paola@example.org"]
    assert "Lombardy Agency" not in public_page(edition)
    assert "Ada" in public_page(edition)
    assert not Speaker.objects.agreed().filter(organisation=partner).exists()
    page = signed_in(paola).get(reverse("organise-consents")).content.decode()
    assert "Catalan Agency names Lombardy Agency as speaker" in page
    answer = reverse("organise-consent-naming", args=[edition.namings.get().pk])
    assert signed_in(paola).post(answer, {"answer": "accept"}).status_code == 302
    assert "Lombardy Agency" in public_page(edition)
    assert Speaker.objects.agreed().filter(organisation=partner).exists()
    assert len(told("consent-answered")) == 1


def test_what_a_speaker_s_organisation_answered_stays_while_it_is_named(
    partner: Organisation,
) -> None:
    edition = opened(created())
    session = with_session(edition, SpeakerEntry(organisation=partner.pk))
    all_sent(NOW)
    answer_as_named(naming=edition.namings.get(), accepts=True, now=NOW)
    other = with_session(edition, SpeakerEntry(organisation=partner.pk), hour=12)
    assert edition.namings.get().state == Consent.ACCEPTED
    remove_session(session=session, now=NOW)
    assert edition.namings.get().state == Consent.ACCEPTED
    remove_session(session=other, now=NOW)
    assert not edition.namings.exists()
    with_session(edition, SpeakerEntry(organisation=partner.pk))
    assert edition.namings.get().state == Consent.ASKED
    assert told("consent-asked") == ["paola@example.org"] * 2


def test_an_event_s_own_bodies_speak_without_being_asked() -> None:
    edition = opened(created())
    assert edition.owner
    with_session(edition, SpeakerEntry(organisation=edition.owner.pk))
    assert not edition.namings.exists()
    assert "Catalan Agency" in public_page(edition)


def test_a_co_organiser_that_declines_is_asked_before_it_stays_shown_as_speaker(
    partner: Organisation,
) -> None:
    edition = opened(created(partners=(partner,)))
    row = named(edition, partner)
    answer_as_co_organiser(row=row, accepts=True, now=NOW)
    with_session(edition, SpeakerEntry(organisation=partner.pk))
    assert "Lombardy Agency" in public_page(edition)
    answer_as_co_organiser(row=row, accepts=False, now=NOW)
    assert edition.namings.get().state == Consent.ASKED
    assert "Lombardy Agency" not in public_page(edition)


def test_nobody_answers_for_another_s_naming(partner: Organisation) -> None:
    edition = opened(created())
    with_session(edition, SpeakerEntry(organisation=partner.pk))
    answer = reverse("organise-consent-naming", args=[edition.namings.get().pk])
    assert signed_in(UserFactory()).post(answer, {"answer": "accept"}).status_code == 404
    assert edition.namings.get().state == Consent.ASKED


def test_administrators_answer_where_nobody_speaks_for_the_organisation() -> None:
    edition = opened(created())
    admin = AdministratorFactory()
    with_session(edition, SpeakerEntry(organisation=OrganisationFactory().pk))
    assert told("consent-asked") == [admin.email]
    answer = reverse("organise-consent-naming", args=[edition.namings.get().pk])
    assert signed_in(admin).post(answer, {"answer": "decline"}).status_code == 302
    assert edition.namings.get().state == Consent.DECLINED


def test_a_cluster_that_the_organiser_registered_is_shown_once_it_agrees(
    partner: Organisation, paola: User
) -> None:
    edition = opened(created())
    by = Membership.objects.get(organisation=edition.owner).user
    register_for(
        edition=edition, cluster=partner, by=by, wishes=Wishes(), key=uuid.uuid4(), now=NOW
    )
    assert "Lombardy Agency" not in public_page(edition)
    assert "Spring" not in Client().get(partner.get_absolute_url()).content.decode()
    answer_as_named(naming=edition.namings.get(), accepts=True, now=NOW)
    assert "Lombardy Agency" in public_page(edition)
    assert "Spring" in Client().get(partner.get_absolute_url()).content.decode()


def test_a_cluster_that_registers_itself_is_not_asked(partner: Organisation, paola: User) -> None:
    edition = opened(created())
    registration = register(
        edition=edition, cluster=partner, by=paola, wishes=Wishes(), key=uuid.uuid4(), now=NOW
    )
    type(registration).objects.update(state="approved")
    assert not edition.namings.exists()
    assert "Lombardy Agency" in public_page(edition)


def with_session(edition: Edition, *speakers: SpeakerEntry, hour: int = 9) -> Session:
    entry = SessionEntry(
        kind="talk",
        title=f"Talk at {hour}",
        day=date(2094, 6, 3),
        starts_at=datetime(2094, 6, 3, hour, tzinfo=UTC),
        ends_at=datetime(2094, 6, 3, hour + 1, tzinfo=UTC),
        speakers=speakers,
    )
    return add_session(edition=edition, entry=entry, key=uuid.uuid4(), now=NOW)
