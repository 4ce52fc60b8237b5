"""An organiser invites clusters of the register: whom, once, counted, reminded, taken back."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clusters.models import Label, LabelAward, Membership, Organisation, RegionPartnership
from events.models import Edition, EventInvitation, InvitationRound, Registration
from events.models.inviting import Standing
from events.queries.inviting import counted_by_region, counted_by_sector, in_all, invitations
from events.services.closing import close_registration
from events.services.copying import copy_edition
from events.services.inviting import (
    AlreadyLeft,
    InvitingClosed,
    NobodyLeft,
    TooMany,
    invite,
    remind_invited,
    take_round_back,
    withdraw_invitations,
)
from events.services.registrations import register
from events.services.states import change_state
from events.services.wishes import Wishes
from interface.keys import KeyTaken
from notifications.models import OutboxMessage
from organise.queries.inviting import ANY, to_invite
from tests.factories.accounts import UserFactory
from tests.factories.clusters import (
    ClusterFactory,
    MembershipFactory,
    RegionFactory,
    SectorFactory,
    SourceFactory,
)
from tests.factories.events import EditionFactory, RegistrationFactory, SeriesFactory
from tests.factories.stage import Stage, page
from tests.support.mails import all_sent, told

pytestmark = pytest.mark.django_db
TODAY = date(2094, 3, 1)


@pytest.fixture
def rail(stage: Stage) -> Organisation:
    """A cluster with a manager that nobody has invited."""
    found: Organisation = ClusterFactory(name="Alpine Rail", short_name="")
    MembershipFactory(organisation=found, user__email="alpine@example.org")
    return found


def new(stage: Stage) -> str:
    return page("organise-invitation-new", stage.edition)


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found
    return found[1]


def looked_at(stage: Stage, text: str, **choice: str) -> dict[str, str]:
    """What the form has once it was looked at."""
    sent = {"text": text, "act": "look", "idempotency_key": str(uuid.uuid4()), **choice}
    answer = stage.organiser.post(new(stage), sent)
    assert answer.status_code == 200
    return {**sent, "act": "send", "seen": hidden(answer.text, "seen")}


def invited(edition: Edition, *clusters: Organisation, text: str = "Come, {cluster}.") -> Edition:
    """The same edition, to which these are invited."""
    assert edition.owner
    invite(
        edition=edition,
        clusters=clusters,
        choice={"region": "DE"},
        by=MembershipFactory(organisation=edition.owner).user,
        text=text,
        key=uuid.uuid4(),
        now=timezone.now(),
    )
    return edition


def names(edition: Edition, **chosen: str) -> set[str]:
    return {row.name for row in to_invite(edition, chosen, TODAY)}


def test_what_is_sent_was_shown_with_names_and_number_and_goes_to_accounts_alone(
    stage: Stage, rail: Organisation
) -> None:
    ClusterFactory(name="Alpine Silence", short_name="", website="https://silence.example")
    first = stage.organiser.post(new(stage), {"act": "choose", "q": "Alpine"})
    assert "2 clusters" in first.text
    assert "Nobody speaks for 1 of them yet." in first.text
    form = looked_at(stage, "Come to {event}, {cluster}!", q="Alpine")
    assert not OutboxMessage.objects.exists()

    answer = stage.organiser.post(new(stage), form, follow=True)
    assert "2 clusters are invited." in answer.text
    assert told("event-invitation") == ["alpine@example.org"]
    body = OutboxMessage.objects.get(kind="event-invitation").body
    assert f"Come to {stage.edition.name}, Alpine Rail!" in body
    assert "Nobody with an account speaks for 1 of them." in answer.text
    again = stage.organiser.post(new(stage), {"act": "choose", "q": "Alpine"})
    assert "No cluster of the register fits this choice" in again.text


def test_single_clusters_are_taken_out_and_put_back(stage: Stage, rail: Organisation) -> None:
    other = ClusterFactory(name="Alpine Wood", short_name="")
    out = stage.organiser.post(new(stage), {"q": "Alpine", "text": "Come.", "out": other.pk})
    assert "1 taken out" in out.text
    assert "There is a problem" not in out.text
    assert hidden(out.text, "without") == str(other.pk)
    back = stage.organiser.post(
        new(stage), {"q": "Alpine", "without": other.pk, "put_back": other.pk}
    )
    assert "2 clusters" in back.text
    form = looked_at(stage, "Come.", q="Alpine", without=str(other.pk))
    stage.organiser.post(new(stage), form)
    assert list(EventInvitation.objects.values_list("cluster", flat=True)) == [rail.pk]


def test_a_list_that_is_long_is_turned_page_by_page_in_its_form(stage: Stage) -> None:
    for number in range(61):
        ClusterFactory(name=f"Quay {number:02}", short_name="")
    first = stage.organiser.post(new(stage), {"q": "Quay", "act": "choose"}).text
    assert ("Quay 59" in first, "Quay 60" in first) == (True, False)
    second = stage.organiser.post(new(stage), {"q": "Quay", "turn": "2"}).text
    assert ("Quay 59" in second, "Quay 60" in second) == (False, True)


def test_what_was_changed_since_it_was_looked_at_is_not_sent(
    stage: Stage, rail: Organisation
) -> None:
    form = looked_at(stage, "Come.", q="Alpine")
    ClusterFactory(name="Alpine Late", short_name="")
    stale = stage.organiser.post(new(stage), form)
    assert stale.status_code == 409
    assert "Look again." in stale.text
    assert not EventInvitation.objects.exists()


def test_sent_twice_it_is_one_and_a_second_organiser_sends_nothing_twice(
    stage: Stage, rail: Organisation
) -> None:
    form = looked_at(stage, "Come.", q="Alpine")
    answers = [stage.organiser.post(new(stage), form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (InvitationRound.objects.count(), EventInvitation.objects.count()) == (1, 1)
    with pytest.raises(NobodyLeft):
        invited(stage.edition, rail)
    key = InvitationRound.objects.get().idempotency_key
    with pytest.raises(KeyTaken):
        invite(
            edition=stage.edition,
            clusters=[rail],
            choice={},
            by=UserFactory(),
            text="Another's",
            key=key,
            now=timezone.now(),
        )
    assert told("event-invitation") == ["alpine@example.org"]


def test_whom_the_register_has_is_narrowed_as_it_is_known(stage: Stage) -> None:
    series = SeriesFactory()
    Edition.objects.filter(pk=stage.edition.pk).update(series=series)
    stage.edition.refresh_from_db()
    germany = RegionFactory(code="DE", level=0, name="Germany")
    bavaria = RegionFactory(code="DE2", level=1, name="Bavaria", parent=germany)
    munich = RegionFactory(code="DE21", level=2, name="Upper Bavaria", parent=bavaria)
    health = SectorFactory(slug="health")
    south = ClusterFactory(name="South", short_name="", region=munich)
    south.sectors.add(health)
    north = ClusterFactory(name="North", short_name="", region=germany)
    gold = Label.objects.create(slug="gold", name="Gold")
    since = date(2090, 1, 1)
    LabelAward.objects.create(label=gold, organisation=north, awarded_on=since)
    LabelAward.objects.create(
        label=gold, organisation=south, awarded_on=since, valid_until=date(2091, 1, 1)
    )
    motors = RegionPartnership.objects.create(slug="motors", name="Motors")
    motors.regions.add(bavaria)
    earlier = EditionFactory(series=series, starts_on=date(2093, 6, 1), ends_on=date(2093, 6, 2))
    RegistrationFactory(edition=earlier, cluster=north)
    RegistrationFactory(edition=earlier, cluster=south, state="declined")
    assert {"South", "North"} <= names(stage.edition)
    assert names(stage.edition, region="DE2") == {"South"}
    assert names(stage.edition, region="DE") == {"South", "North"}
    assert names(stage.edition, sector="health") == {"South"}
    assert names(stage.edition, label="gold") == {"North"}
    assert names(stage.edition, partnership="motors") == {"South"}
    assert names(stage.edition, before=ANY) == {"North"}
    assert names(stage.edition, before=earlier.slug) == {"North"}
    assert names(stage.edition, q="upper bavaria") == {"South"}
    RegistrationFactory(edition=stage.edition, cluster=south, state="withdrawn")
    assert names(stage.edition, region="DE") == {"North"}
    assert names(stage.edition, region="Upper Bavari") == set()
    assert names(stage.edition, region="GERMAN") == {"North"}
    typed = stage.organiser.get(new(stage), {"region": "Atlantis"})
    assert typed.status_code == 422
    assert "No region is called “Atlantis”." in typed.text


def test_a_label_that_a_cluster_states_by_itself_is_no_reason_to_invite_it(stage: Stage) -> None:
    says_so = ClusterFactory(name="Says so", short_name="")
    gold = Label.objects.create(slug="gold", name="Gold")
    award = LabelAward.objects.create(
        label=gold, organisation=says_so, awarded_on=date(2090, 1, 1), is_stated=True
    )
    assert names(stage.edition, label="gold") == set()
    assert 'value="gold"' not in stage.organiser.get(new(stage)).text
    award.source = SourceFactory()
    award.save()
    assert names(stage.edition, label="gold") == {"Says so"}
    assert 'value="gold"' in stage.organiser.get(new(stage)).text


def test_answers_are_counted_by_region_and_sector(stage: Stage) -> None:
    north = RegionFactory(code="DK", level=0, name="Denmark")
    water = SectorFactory(name="Water")
    rows = [ClusterFactory(region=north) for _ in range(5)]
    for row in rows:
        row.sectors.add(water)
        MembershipFactory(organisation=row)
    Membership.objects.filter(organisation=rows[4]).delete()
    invited(stage.edition, *rows)
    RegistrationFactory(edition=stage.edition, cluster=rows[0], state="waiting")
    EventInvitation.objects.filter(cluster=rows[1]).update(
        state="declined", answered_by=UserFactory()
    )
    EventInvitation.objects.filter(cluster=rows[2]).update(state="withdrawn")
    for found in (
        in_all(counted_by_region(stage.edition)),
        counted_by_region(stage.edition)[0],
        counted_by_sector(stage.edition)[0],
    ):
        assert (found.invited, found.registered, found.declined) == (4, 1, 1)
        assert (found.open, found.nobody) == (1, 1)
    assert counted_by_region(stage.edition)[0].name == "Denmark"
    answer = stage.organiser.get(page("organise-invitations", stage.edition) + "?answer=nobody")
    assert str(rows[4]) in answer.text
    assert str(rows[3]) not in answer.text
    # Who registered and withdrew has said that it does not come.
    Registration.objects.filter(cluster=rows[0]).update(state="withdrawn")
    assert in_all(counted_by_region(stage.edition)).declined == 2


def test_it_is_taken_back_until_the_first_mail_leaves(stage: Stage, rail: Organisation) -> None:
    invited(stage.edition, rail)
    found = InvitationRound.objects.get()
    address = page("organise-invitations", stage.edition)
    assert "No mail of the last invitations has left yet." in stage.organiser.get(address).text
    all_sent(timezone.now())
    assert "No mail of the last" not in stage.organiser.get(address).text
    with pytest.raises(AlreadyLeft):
        take_round_back(round_=found, now=timezone.now())
    OutboxMessage.objects.update(state="queued", sent_at=None)
    back = page("organise-invitations-take-back", stage.edition, found.pk)
    assert stage.organiser.post(back).status_code == 302
    assert not EventInvitation.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_single_one_is_taken_back_before_the_answer_and_its_readers_are_told(
    stage: Stage, rail: Organisation
) -> None:
    said_no = ClusterFactory()
    invited(stage.edition, rail, said_no)
    EventInvitation.objects.filter(cluster=said_no).update(
        state="declined", answered_by=UserFactory()
    )
    all_sent(timezone.now())
    ids = list(EventInvitation.objects.values_list("pk", flat=True))
    address = page("organise-invitations-withdraw", stage.edition)
    ours = EventInvitation.objects.get(cluster=rail)
    assert stage.organiser.post(address, {"chosen": ids}).status_code == 409
    assert stage.organiser.post(address, {"chosen": [ours.pk]}).status_code == 302
    assert told("event-invitation-withdrawn") == ["alpine@example.org"]
    states = dict(EventInvitation.objects.values_list("cluster", "state"))
    assert states == {rail.pk: "withdrawn", said_no.pk: "declined"}
    # Invited again, it stands as of another version, and is one row still.
    invited(stage.edition, rail)
    ours.refresh_from_db()
    assert (ours.state, ours.version) == ("invited", 3)
    assert told("event-invitation-withdrawn") == []


def test_who_has_not_answered_is_reminded_once(stage: Stage, rail: Organisation) -> None:
    with time_machine.travel(datetime(2094, 3, 1, 9, tzinfo=UTC), tick=False):
        there = ClusterFactory()
        MembershipFactory(organisation=there, user__email="there@example.org")
        invited(stage.edition, rail, there)
        RegistrationFactory(edition=stage.edition, cluster=there)
        now = timezone.now()
        assert remind_invited(edition=stage.edition, now=now) == 0
        later = now + timedelta(days=2)
        assert remind_invited(edition=stage.edition, now=later) == 1
        assert remind_invited(edition=stage.edition, now=later) == 0
    assert told("event-invitation-reminder") == ["alpine@example.org"]


def test_nobody_is_invited_or_reminded_once_registration_is_closed(
    stage: Stage, rail: Organisation
) -> None:
    invited(stage.edition, rail)
    close_registration(edition=stage.edition, version=1, now=timezone.now())
    assert told("event-invitation") == []
    with pytest.raises(InvitingClosed):
        invited(stage.edition, ClusterFactory())
    with pytest.raises(InvitingClosed):
        remind_invited(edition=stage.edition, now=timezone.now())
    with pytest.raises(InvitingClosed):
        withdraw_invitations(edition=stage.edition, chosen=[], now=timezone.now())
    assert stage.organiser.get(new(stage)).status_code == 409
    listed = stage.organiser.get(page("organise-invitations", stage.edition)).text
    assert "Registration is closed" in listed
    assert "Alpine Rail" in listed


def test_a_cancelled_event_and_a_cluster_that_registers_are_invited_no_more(
    stage: Stage, rail: Organisation
) -> None:
    other = ClusterFactory()
    MembershipFactory(organisation=other, user__email="other@example.org")
    invited(stage.edition, rail, other)
    register(
        edition=stage.edition,
        cluster=rail,
        by=Membership.objects.get(organisation=rail).user,
        wishes=Wishes(),
        key=uuid.uuid4(),
        now=timezone.now(),
    )
    assert told("event-invitation") == ["other@example.org"]
    change_state(edition=stage.edition, to=Edition.State.CANCELLED, version=1, now=timezone.now())
    assert told("event-invitation") == []


def test_no_more_than_can_be_written_are_invited_at_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.services.inviting.sending.MOST_AT_ONCE", 1)
    with pytest.raises(TooMany):
        invited(stage.edition, ClusterFactory(), ClusterFactory())
    assert not EventInvitation.objects.exists()


def test_the_mail_is_tried_on_oneself_first(stage: Stage, rail: Organisation) -> None:
    sent = {"text": "Come, {cluster}.", "act": "try", "q": "Alpine"}
    stage.organiser.post(new(stage), {**sent, "idempotency_key": uuid.uuid4()})
    mail = OutboxMessage.objects.get()
    assert stage.edition.owner
    assert mail.recipient == stage.edition.owner.memberships.get().user.email
    assert "Come, Alpine Rail." in mail.body
    assert "Each reader finds a link of their own here" in mail.body
    assert not EventInvitation.objects.exists()


def test_a_copy_brings_choice_and_words_along_and_sends_nothing(
    stage: Stage, rail: Organisation
) -> None:
    assert stage.edition.owner
    invited(stage.edition, rail, text="Come again, {cluster}.")
    copy = copy_edition(
        edition=stage.edition,
        name="Next year",
        first_day=date(2095, 6, 3),
        owner=stage.edition.owner,
        key=uuid.uuid4(),
        now=timezone.now(),
    )
    assert not copy.invitations.exists()
    Edition.objects.filter(pk=copy.pk).update(state="registration_open")
    listed = stage.organiser.get(page("organise-invitations", copy)).text
    assert "Come again, {cluster}." in listed
    RegionFactory(code="DE", level=0, name="Germany")
    ClusterFactory(region=RegionFactory(code="DE3", level=1, name="Berlin"))
    prepared = InvitationRound.objects.get(edition=copy)
    begun = stage.organiser.get(f"{page('organise-invitation-new', copy)}?prepared={prepared.pk}")
    assert re.search('name="region" value="DE"', begun.text)
    assert "Come again, {cluster}." in begun.text
    # Another body's copy has none: the words are not theirs.
    other = MembershipFactory(organisation__kind="agency").organisation
    theirs = copy_edition(
        edition=stage.edition,
        name="Elsewhere",
        first_day=date(2095, 7, 3),
        owner=other,
        key=uuid.uuid4(),
        now=timezone.now(),
    )
    assert not theirs.invitation_rounds.exists()


def test_they_are_taken_along_as_a_table(stage: Stage, rail: Organisation) -> None:
    invited(stage.edition, rail)
    [row] = invitations(stage.edition)
    assert getattr(row, "standing", "") == Standing.OPEN
    address = f"{reverse('organise-export', args=[stage.edition.slug])}?table=invitations"
    assert stage.organiser.get(address).status_code == 200
