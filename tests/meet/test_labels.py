"""A label that a cluster states reads so, and counts nowhere until an editor gives its source."""

from datetime import date
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from clusters.models import Label, LabelAward, Organisation, Source
from clusters.records import SourceText
from clusters.services.labels import LabelGone, give_source
from tests.factories.accounts import StaffFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import RegistrationFactory
from tests.support.racing import raced

pytestmark = pytest.mark.django_db
STATED = "stated by the cluster"
SOURCE = SourceText("Labels of 2026", "EUCLES", "https://labels.example.org/2026")


class Ours:
    """A cluster, one who speaks for it, and a label that it might hold."""

    def __init__(self) -> None:
        self.cluster: Organisation = ClusterFactory()
        self.browser = Client()
        self.browser.force_login(MembershipFactory(organisation=self.cluster).user)
        self.address = reverse("cluster-profile-edit", args=[self.cluster.slug])
        self.gold = Label.objects.create(slug="gold", name="Excellence gold")

    def write(self, **typed: object) -> tuple[int, str]:
        self.cluster.refresh_from_db()
        sent = {"version": self.cluster.version, "summary": "Heat"}
        rows = {f"label-0-{name}": value for name, value in typed.items()}
        answer = self.browser.post(self.address, sent | rows, follow=True)
        return answer.status_code, answer.text

    def held(self, **more: object) -> LabelAward:
        there = {"label": self.gold, "organisation": self.cluster, "awarded_on": date(2026, 1, 15)}
        return LabelAward.objects.create(**there | more)


@pytest.fixture
def ours() -> Ours:
    return Ours()


def public_page(cluster: Organisation) -> str:
    return Client().get(reverse("cluster-detail", args=[cluster.slug])).text


def editor() -> Client:
    browser = Client()
    browser.force_login(StaffFactory(is_editor=True))
    return browser


def test_a_cluster_enters_a_label_with_its_last_day(ours: Ours) -> None:
    ours.write(label=ours.gold.pk, awarded_on="2026-01-15", last_day="2094-01-14")
    award = LabelAward.objects.get()
    assert (award.is_stated, award.source, award.valid_until) == (True, None, date(2094, 1, 15))
    assert award.last_day == date(2094, 1, 14)
    shown = public_page(ours.cluster)
    assert "Excellence gold" in shown
    assert STATED in shown


def test_partners_and_the_organiser_read_who_says_so(ours: Ours) -> None:
    ours.held(is_stated=True)
    registration = RegistrationFactory(cluster=ours.cluster)
    other = RegistrationFactory(edition=registration.edition)
    manager, organiser = Client(), Client()
    manager.force_login(MembershipFactory(organisation=other.cluster).user)
    organiser.force_login(MembershipFactory(organisation=registration.edition.owner).user)
    slug = registration.edition.slug
    partner = reverse("meet-partner", args=[slug, other.cluster.slug, ours.cluster.slug])
    assert STATED in manager.get(partner).text
    detail = reverse("organise-registration", args=[slug, registration.pk])
    assert STATED in organiser.get(detail).text


def test_the_organiser_reads_no_label_that_has_lapsed_or_is_yet_to_come(ours: Ours) -> None:
    registration = RegistrationFactory(cluster=ours.cluster)
    organiser = Client()
    organiser.force_login(MembershipFactory(organisation=registration.edition.owner).user)
    detail = reverse("organise-registration", args=[registration.edition.slug, registration.pk])
    ours.held()
    assert "Excellence gold" in organiser.get(detail).text
    for awarded_on, valid_until in (
        (date(2024, 1, 15), date(2025, 1, 15)),
        (date(2199, 1, 15), None),
    ):
        LabelAward.objects.update(awarded_on=awarded_on, valid_until=valid_until)
        assert "Excellence gold" not in organiser.get(detail).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"awarded_on": "2026-01-15"}, "Choose a label."),
        ({"label": True}, "Enter since when."),
        ({"label": True, "awarded_on": "2026-01-15", "last_day": "2026-01-14"}, "a later day"),
        ({"label": True, "awarded_on": "0026-01-15"}, "years from 1990 to 2100"),
    ],
)
def test_what_is_missing_in_a_row_is_said(ours: Ours, typed: dict[str, object], said: str) -> None:
    if typed.get("label"):
        typed = typed | {"label": ours.gold.pk}
    status, page = ours.write(**typed)
    assert status == 422
    assert said in page
    assert not LabelAward.objects.exists()


def test_an_emptied_row_goes_and_what_the_register_knows_stays(ours: Ours) -> None:
    ours.held(is_stated=True)
    known = ours.held(awarded_on=date(2024, 1, 15))
    ours.write()
    assert list(LabelAward.objects.all()) == [known]
    assert STATED not in public_page(ours.cluster)


def test_a_label_that_the_register_knows_is_not_stated_beside_it(ours: Ours) -> None:
    known = ours.held()
    ours.write(label=ours.gold.pk, awarded_on="2026-01-15", last_day="2094-01-14")
    assert list(LabelAward.objects.values_list("pk", "is_stated", "valid_until")) == [
        (known.pk, False, None)
    ]


def test_what_is_stated_counts_once_an_editor_gives_its_source(ours: Ours) -> None:
    award = ours.held(is_stated=True)
    assert not LabelAward.objects.sourced().exists()
    browser = editor()
    assert "Excellence gold" in browser.get(reverse("staff-labels")).text
    page = reverse("staff-label", args=[award.pk])
    sent = {"url": SOURCE.url, "title": SOURCE.title, "publisher": SOURCE.publisher}
    assert browser.post(page, sent).status_code == 302
    assert list(LabelAward.objects.sourced()) == [award]
    shown = public_page(ours.cluster)
    assert STATED not in shown
    assert "Labels of 2026" in shown
    assert browser.get(page).status_code == 404
    assert "Every label has its source." in browser.get(reverse("staff-labels")).text


def test_a_source_that_is_known_is_not_entered_twice(ours: Ours) -> None:
    first = give_source(award=ours.held(is_stated=True), source=SOURCE)
    later = ours.held(is_stated=True, awarded_on=date(2027, 1, 15))
    assert give_source(award=later, source=SOURCE).source == first.source
    assert Source.objects.count() == 1
    other = SourceText(SOURCE.title, "Else", "https://else.example.org/")
    third = ours.held(is_stated=True, awarded_on=date(2028, 1, 15))
    source = give_source(award=third, source=other).source
    assert source
    assert source.slug == "labels-of-2026-2"


def test_who_comes_second_with_a_source_changes_nothing(ours: Ours) -> None:
    award = ours.held(is_stated=True)
    given = give_source(award=award, source=SOURCE)
    other = SourceText("Else", "Else", "https://else.example.org/")
    assert give_source(award=award, source=other).source == given.source
    award.delete()
    with pytest.raises(LabelGone):
        give_source(award=given, source=SOURCE)


def test_only_editors_give_sources(ours: Ours) -> None:
    award = ours.held(is_stated=True)
    reader = Client()
    reader.force_login(StaffFactory())
    for browser in (ours.browser, reader):
        assert browser.get(reverse("staff-labels")).status_code == 404
        assert browser.post(reverse("staff-label", args=[award.pk])).status_code == 404


def test_what_is_missing_names_labels_until_one_is_there(ours: Ours) -> None:
    assert "Enter your labels, if you hold some" in ours.browser.get(ours.address).text
    ours.held()
    assert "Enter your labels, if you hold some" not in ours.browser.get(ours.address).text


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("is_one_address", [True, False])
def test_editors_who_source_one_title_at_once_make_each_source_once(
    *, is_one_address: bool
) -> None:
    ours, several = Ours(), 8
    awards = [
        ours.held(is_stated=True, awarded_on=date(2000 + year, 1, 15)) for year in range(several)
    ]
    texts = [
        SOURCE if is_one_address else SourceText(SOURCE.title, "", f"{SOURCE.url}/{number}")
        for number in range(several)
    ]
    answers = raced(
        [
            partial(give_source, award=award, source=text)
            for award, text in zip(awards, texts, strict=True)
        ]
    )
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert Source.objects.count() == (1 if is_one_address else several)
    assert LabelAward.objects.sourced().count() == several
