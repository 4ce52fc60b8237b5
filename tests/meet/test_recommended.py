"""Whom a cluster's pages recommend, and why."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusters.models import Organisation, ProjectPartner, RegionPartnership
from events.models import Edition, Registration
from matchmaking.models import (
    BarredPair,
    ClusterGroup,
    GroupMember,
    MeetingRating,
    MeetingRequest,
    Need,
    Offer,
    SetAside,
    Slot,
)
from meet.queries.partners import _orders
from privacy.models import LogEntry
from tests.factories.clusters import (
    ClusterFactory,
    MembershipFactory,
    ProjectFactory,
    RegionFactory,
    SectorFactory,
    SourceFactory,
)
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MORNING,
    MeetingRequestFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.fuzz.crawl import Forms
from tests.support.mails import mail_to

pytestmark = pytest.mark.django_db

AGO = timedelta(days=80 * 365)


class Fair:
    """An event where we need heat pumps, and as many others offer them as a test wants."""

    def __init__(self) -> None:
        self.edition: Edition = EditionFactory()
        self.ours = self.comes("Ours")
        Need.objects.create(cluster=self.ours.cluster, text="Heat pumps")
        self.browser = Client()
        self.browser.force_login(MembershipFactory(organisation=self.ours.cluster).user)

    def comes(self, name: str, **fields: object) -> Registration:
        cluster = ClusterFactory(name=name, short_name="", **fields)
        return RegistrationFactory(edition=self.edition, cluster=cluster)

    def offers(self, name: str, text: str = "Heat pumps", **fields: object) -> Registration:
        row = self.comes(name, **fields)
        Offer.objects.create(cluster=row.cluster, text=text)
        return row

    def page(self, name: str = "meet-recommended") -> str:
        answer = self.browser.get(self.address(name))
        assert answer.status_code == 200
        return answer.text

    def address(self, name: str, *more: object) -> str:
        return reverse(name, args=[self.edition.slug, self.ours.cluster.slug, *more])

    def names(self) -> list[str]:
        """The recommended clusters in their order."""
        page, rows = self.page(), Registration.objects.filter(edition=self.edition)
        names = [row.cluster.name for row in rows.select_related("cluster")]
        return sorted((name for name in names if f">{name}</a>" in page), key=page.index)


@pytest.fixture
def fair() -> Fair:
    return Fair()


def an_earlier_event(*clusters: Organisation) -> list[Registration]:
    edition = EditionFactory(state="finished")
    return [RegistrationFactory(edition=edition, cluster=cluster) for cluster in clusters]


def test_at_most_ten_are_recommended_and_nobody_without_a_reason(fair: Fair) -> None:
    for number in range(12):
        fair.offers(f"Heat {number:02}")
    fair.comes("Nothing in common")
    assert len(fair.names()) == 10
    assert "Nothing in common" not in fair.names()


def test_a_need_and_an_offer_in_two_languages_stand_in_one_sentence(fair: Fair) -> None:
    fair.offers("Calor", "Bombas de calor")
    assert (
        "You need <strong>Heat pumps</strong>, and they offer <strong>Bombas de calor</strong>"
        in fair.page()
    )


def test_whom_we_asked_or_declined_is_not_recommended(fair: Fair) -> None:
    for state in ("pending", "accepted", "declined", "withdrawn"):
        other = fair.offers(f"Heat {state}")
        MeetingRequestFactory(edition=fair.edition, requester=fair.ours, invitee=other, state=state)
    fair.offers("Heat unasked")
    assert fair.names() == ["Heat unasked"]


def test_whom_the_rules_keep_away_is_not_recommended(fair: Fair) -> None:
    Edition.objects.filter(pk=fair.edition.pk).update(other_regions_only=True)
    here, there = RegionFactory(code="ES51"), RegionFactory(code="ITC4")
    Organisation.objects.filter(pk=fair.ours.cluster_id).update(region=here)
    fair.offers("Heat here", region=here)
    named, grouped = (
        fair.offers("Heat named", region=there),
        fair.offers("Heat group", region=there),
    )
    first, second = sorted((fair.ours.pk, named.pk))
    BarredPair.objects.create(edition=fair.edition, first_id=first, second_id=second)
    for row, name in ((fair.ours, "Buyers"), (grouped, "Others")):
        group = ClusterGroup.objects.create(edition=fair.edition, name=name)
        GroupMember.objects.create(group=group, registration=row)
    fair.offers("Heat there", region=there)
    assert fair.names() == ["Heat there"]


def test_partners_of_one_partnership_of_regions_are_told_so(fair: Fair) -> None:
    lombardy, catalonia = RegionFactory(code="ITC4"), RegionFactory(code="ES51")
    motors = RegionPartnership.objects.create(slug="motors", name="Four Motors for Europe")
    motors.regions.set([lombardy, catalonia])
    Organisation.objects.filter(pk=fair.ours.cluster_id).update(region=lombardy)
    fair.comes("Barcelona", region=RegionFactory(code="ES511"))
    fair.comes("Milan", region=RegionFactory(code="ITC4C"))
    assert fair.names() == ["Barcelona"]
    assert "Your regions are partners: <strong>Four Motors for Europe</strong>" in fair.page()


def test_a_project_in_common_is_a_reason(fair: Fair) -> None:
    other, project = fair.comes("Partner"), ProjectFactory(name="bioXclusters")
    for row in (fair.ours, other):
        ProjectPartner.objects.create(
            project=project, organisation=row.cluster, source=SourceFactory(), passage="Partners"
        )
    assert "You work or worked together in <strong>bioXclusters</strong>" in fair.page()


PLANNED, HELD = "You had a meeting planned at <strong>{}</strong>", "You met at <strong>{}</strong>"


@pytest.mark.parametrize(
    ("was_held", "rated_by", "words"),
    [
        (None, "", PLANNED),
        (None, "us", f"{PLANNED}, and rated it 4 of 5"),
        (True, "", HELD),
        (True, "us", f"{HELD}, and rated it 4 of 5"),
        (True, "them", HELD),
        (False, "us", ""),
    ],
)
def test_what_came_of_a_meeting_at_another_event_is_a_reason(
    fair: Fair, was_held: bool | None, rated_by: str, words: str
) -> None:
    other = fair.comes("Met")
    then = an_earlier_event(fair.ours.cluster, other.cluster)
    edition = then[0].edition
    meeting = meeting_between(*then)
    meeting.was_held = was_held
    meeting.save()
    [slot, *_] = window_with_slots(edition)
    version = ScheduleVersionFactory(
        edition=edition, state="published", published_at=timezone.now()
    )
    placed(version, meeting, slot, tables(edition, 1)[0])
    for side in then if rated_by else ():
        if (side.cluster == fair.ours.cluster) == (rated_by == "us"):
            now = timezone.now()
            MeetingRating.objects.create(meeting=meeting, side=side, stars=4, given_at=now)
    said = words.format(edition.name)
    assert edition.name not in fair.page(), "it is to come"
    long_ago = DateTimeTZRange(MORNING - AGO, MORNING - AGO + timedelta(minutes=30))
    Slot.objects.filter(pk=slot.pk).update(period=long_ago)
    page = fair.page()
    assert (edition.name in page) == bool(said)
    assert said in page
    assert ("of 5" in page) == ("of 5" in said)


@pytest.mark.parametrize(
    ("declined", "names"),
    [
        ("", ["Heat declined", "Heat later"]),
        ("us", ["Heat later", "Heat declined"]),
        ("them", ["Heat later", "Heat declined"]),
        ("us them", ["Heat later"]),
    ],
)
def test_who_declined_at_another_event_comes_last_and_not_at_all_where_both_did(
    fair: Fair, declined: str, names: list[str]
) -> None:
    first = fair.offers("Heat declined")
    Offer.objects.create(cluster=fair.ours.cluster, text="Wool dyeing")
    Need.objects.create(cluster=first.cluster, text="Wool dyeing")
    fair.offers("Heat later")
    for who in declined.split():
        ours, theirs = an_earlier_event(fair.ours.cluster, first.cluster)
        asks, asked = (theirs, ours) if who == "us" else (ours, theirs)
        MeetingRequestFactory(edition=ours.edition, requester=asks, invitee=asked, state="declined")
    assert fair.names() == names


def test_a_registration_that_waits_is_recommended_partners_too(fair: Fair) -> None:
    fair.offers("Heat")
    Registration.objects.filter(pk=fair.ours.pk).update(state="waiting")
    assert fair.names() == ["Heat"]


def test_recommendations_follow_a_changed_profile_at_once(fair: Fair) -> None:
    other = fair.offers("Heat")
    assert fair.names() == ["Heat"]
    other.cluster.offers.all().delete()
    assert fair.names() == []
    assert "Nobody else here fits what you offer and need" in fair.page()


def test_after_the_event_none_are_recommended(fair: Fair) -> None:
    fair.offers("Heat")
    Edition.objects.filter(pk=fair.edition.pk).update(state="finished")
    assert fair.names() == []
    assert "as long as clusters register" in fair.page()


def test_home_leads_to_all_that_are_recommended(fair: Fair) -> None:
    fair.offers("Heat")
    assert fair.address("meet-recommended") in fair.page("meet-home")
    assert fair.address("meet-recommended") in fair.page("meet-partners")


def test_not_for_us_is_remembered_and_taken_back_on_the_same_list(fair: Fair) -> None:
    other = fair.offers("Heat")
    fair.offers("Warmth")
    for _ in range(2):
        answer = fair.browser.post(fair.address("meet-set-aside", other.cluster.slug))
        assert answer.headers["Location"] == fair.address("meet-recommended")
    assert SetAside.objects.filter(registration=fair.ours, other=other).count() == 1
    page = fair.page()
    assert fair.address("meet-show-again", other.cluster.slug) in page
    assert fair.address("meet-set-aside", other.cluster.slug) not in page
    assert page.index(">Warmth</a>") < page.index(">Heat</a>"), "it stands below, to be shown again"
    assert ">Heat</a>" not in fair.page("meet-home")
    fair.browser.post(fair.address("meet-show-again", other.cluster.slug))
    assert not SetAside.objects.exists()
    assert fair.address("meet-set-aside", other.cluster.slug) in fair.page()


class OnThePage(Forms):
    """What a page links to, beside its forms."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        self.links += [value for name, value in attrs if tag == "a" and name == "href" and value]


def test_who_is_asked_from_the_list_hears_of_it_and_stands_there_no_more(fair: Fair) -> None:
    """By the link and the form as the pages have them."""
    heat, _ = fair.offers("Heat"), fair.offers("Warmth")
    asked = MembershipFactory(organisation=heat.cluster).user
    links = OnThePage(fair.page()).links
    [link] = [link for link in links if link.endswith("#ask") and heat.cluster.slug in link]
    address = link.removesuffix("#ask")
    forms = OnThePage(fair.browser.get(address).text).found
    [fields] = [fields for _, fields in forms if "priority" in fields]
    answer = fair.browser.post(address, fields | {"message": "We heat halls."}, follow=True)
    assert answer.status_code == 200
    request = MeetingRequest.objects.get()
    assert (request.requester, request.invitee, request.state) == (fair.ours, heat, "pending")
    assert "We heat halls." in mail_to(asked.email, "request-pending").body
    assert fair.names() == ["Warmth"]


def test_not_for_us_and_show_again_are_pressed_as_they_stand_on_the_list(fair: Fair) -> None:
    heat, _ = fair.offers("Heat"), fair.offers("Warmth")

    def press(name: str) -> str:
        address = fair.address(name, heat.cluster.slug)
        [(action, fields)] = [form for form in OnThePage(fair.page()).found if form[0] == address]
        return fair.browser.post(action, fields, follow=True).text

    assert "These are not recommended to you." in press("meet-set-aside")
    assert SetAside.objects.get().other == heat
    assert "These are not recommended to you." not in press("meet-show-again")
    assert not SetAside.objects.exists()


def test_what_is_not_for_us_is_shown_to_our_own_managers_alone(fair: Fair) -> None:
    other = fair.offers("Heat")
    fair.browser.post(fair.address("meet-set-aside", other.cluster.slug))
    fair.browser.force_login(MembershipFactory(organisation=fair.edition.owner).user)
    assert "Not for us" not in fair.page()


@pytest.mark.parametrize("name", ["meet-set-aside", "meet-show-again"])
@pytest.mark.parametrize(("event", "ours"), [("finished", "approved"), ("draft", "withdrawn")])
def test_nothing_is_chosen_where_nobody_is_recommended(
    fair: Fair, name: str, event: str, ours: str
) -> None:
    other = fair.offers("Heat")
    SetAside.objects.create(registration=fair.ours, other=other)
    third = fair.offers("Warmth")
    if event == "finished":
        Edition.objects.filter(pk=fair.edition.pk).update(state=event)
    Registration.objects.filter(pk=fair.ours.pk).update(state=ours)
    whom = other if name == "meet-show-again" else third
    answer = fair.browser.post(fair.address(name, whom.cluster.slug))
    assert answer.status_code == 409
    assert "Partners are not recommended now" in answer.text
    assert [row.other for row in SetAside.objects.all()] == [other]


def test_what_is_not_for_us_stands_in_no_log(fair: Fair) -> None:
    fair.browser.post(fair.address("meet-set-aside", fair.offers("Heat").cluster.slug))
    assert SetAside.objects.exists()
    assert not LogEntry.objects.filter(table_name=SetAside._meta.db_table).exists()


@pytest.mark.parametrize(
    ("state", "instant", "names"),
    [("scheduling", True, []), ("published", True, ["Heat"]), ("published", False, [])],
)
def test_partners_are_recommended_while_clusters_ask_for_free_times(
    fair: Fair, state: str, instant: bool, names: list[str]
) -> None:
    other = fair.offers("Heat")
    Edition.objects.filter(pk=fair.edition.pk).update(state=state, instant_meetings=instant)
    assert fair.names() == names
    ask = f"{fair.address('meet-partner', other.cluster.slug)}#ask"
    assert (ask in fair.page()) == (ask in fair.page("meet-home")) == bool(names)


def test_who_is_not_approved_yet_is_told_that_others_do_not_see_it(fair: Fair) -> None:
    fair.offers("Heat")
    spread = "No cluster is shown to many others first"
    assert spread in fair.page()
    Registration.objects.filter(pk=fair.ours.pk).update(state="waiting")
    assert spread not in fair.page()


def test_a_registration_that_waits_changes_no_order(fair: Fair) -> None:
    """What is made for a whole event is made anew only where it would come out otherwise."""
    fair.offers("Heat")
    Edition.objects.filter(pk=fair.edition.pk).update(other_regions_only=True)
    fair.names()
    made = _orders.cache_info().misses
    comer = fair.comes("Late", region=RegionFactory(code="ITC4"))
    Registration.objects.filter(pk=comer.pk).update(state="waiting")
    BarredPair.objects.create(edition=fair.edition, first=fair.ours, second=comer)
    assert fair.names() == ["Heat"]
    assert _orders.cache_info().misses == made


def test_the_other_side_is_recommended_us_all_the_same(fair: Fair) -> None:
    other = fair.offers("Heat")
    fair.browser.post(fair.address("meet-set-aside", other.cluster.slug))
    fair.browser.force_login(MembershipFactory(organisation=other.cluster).user)
    address = reverse("meet-recommended", args=[fair.edition.slug, other.cluster.slug])
    assert ">Ours</a>" in fair.browser.get(address).text


def test_a_need_without_a_partner_is_named_and_leads_to_those_who_offer_it(fair: Fair) -> None:
    Need.objects.create(cluster=fair.ours.cluster, text="Wool & dyeing")
    other = fair.offers("Heat")
    fair.offers("Dyers", "Dyeing of wool")
    fair.offers("Spinners", "Spinning of cotton")
    page = fair.page("meet-home")
    assert "2 of your needs have no partner yet" in page
    address = f"{fair.address('meet-partners')}?need=Wool%20%26%20dyeing"
    assert address in page
    found = fair.browser.get(address).text
    assert ">Dyers</a>" in found
    assert ">Spinners</a>" not in found
    MeetingRequestFactory(edition=fair.edition, requester=fair.ours, invitee=other)
    assert "1 of your needs has no partner yet" in fair.page("meet-home")


def test_a_need_counts_those_who_offer_it_and_can_be_asked(fair: Fair) -> None:
    """Also after a request was withdrawn; not whoever declined us."""
    withdrew, declined = fair.offers("Heat"), fair.offers("Warmth")
    for other, state in ((withdrew, "withdrawn"), (declined, "declined")):
        MeetingRequestFactory(edition=fair.edition, requester=fair.ours, invitee=other, state=state)
    assert "1 cluster that you could meet offers it" in fair.page("meet-home")
    Registration.objects.filter(pk=withdrew.pk).update(state="withdrawn")
    assert "Nobody you could meet offers it" in fair.page("meet-home")


@pytest.mark.parametrize(("state", "is_unmet"), [("declined", True), ("accepted", False)])
def test_a_need_is_unmet_again_once_its_partner_declined(
    fair: Fair, state: str, *, is_unmet: bool
) -> None:
    other = fair.offers("Heat")
    MeetingRequestFactory(edition=fair.edition, requester=other, invitee=fair.ours, state=state)
    assert ("1 of your needs has no partner yet" in fair.page("meet-home")) == is_unmet


def test_a_need_that_nobody_offers_leads_to_its_sector(fair: Fair) -> None:
    health = SectorFactory(name="Health & care")
    need = Need.objects.get()
    need.sectors.add(health)
    fair.offers("Dyers", "Dyeing of wool")
    page = fair.page("meet-home")
    assert "Nobody you could meet offers it: look in Health &amp; care" in page
    address = f"{fair.address('meet-partners')}?sector=Health%20%26%20care"
    assert address in page
    assert fair.browser.get(address).status_code == 200


def test_two_clusters_stand_side_by_side(fair: Fair) -> None:
    first, second = fair.offers("Heat"), fair.offers("Dyers", "Dyeing of wool")
    assert fair.address("meet-compare", first.cluster.slug) in (
        fair.browser.get(fair.address("meet-partner", first.cluster.slug)).text
    )
    address = fair.address("meet-compare", first.cluster.slug)
    assert f"?with={second.cluster.slug}" in fair.browser.get(address).text
    both = fair.browser.get(address, {"with": second.cluster.slug}).text
    assert both.index("Heat pumps") < both.index("Dyeing of wool")
    assert "They offer" in both


def test_only_two_others_of_the_event_are_compared(fair: Fair) -> None:
    first, elsewhere = fair.offers("Heat"), RegistrationFactory()
    address = fair.address("meet-compare", first.cluster.slug)
    for slug in (first.cluster.slug, fair.ours.cluster.slug, elsewhere.cluster.slug, "nobody"):
        assert fair.browser.get(address, {"with": slug}).status_code == 404
