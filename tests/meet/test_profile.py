"""What a cluster says of itself beyond offers and needs: keywords, languages, documents."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusters.models import Document, Keyword, Label, LabelAward, Organisation
from clusters.services.logos import set_logo
from events.models import Registration
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.meet.test_logo import drawn

pytestmark = pytest.mark.django_db


class Ours:
    """A registered cluster and one who speaks for it."""

    def __init__(self) -> None:
        self.registration: Registration = RegistrationFactory()
        self.cluster: Organisation = self.registration.cluster
        self.browser = Client()
        self.browser.force_login(MembershipFactory(organisation=self.cluster).user)
        self.address = reverse("cluster-profile-edit", args=[self.cluster.slug])

    def write(self, **typed: object) -> tuple[int, str]:
        self.cluster.refresh_from_db()
        sent = {"version": self.cluster.version, "summary": "Heat", **typed}
        answer = self.browser.post(self.address, sent, follow=True)
        return answer.status_code, answer.content.decode()

    def partner_page(self, other: Registration) -> str:
        names = [other.edition.slug, self.cluster.slug, other.cluster.slug]
        return self.browser.get(reverse("meet-partner", args=names)).content.decode()


@pytest.fixture
def ours() -> Ours:
    return Ours()


def public_page(cluster: Organisation) -> str:
    return Client().get(reverse("cluster-detail", args=[cluster.slug])).content.decode()


def test_keywords_are_kept_in_order_each_once_and_shown_to_everybody(ours: Ours) -> None:
    ours.write(keywords=" heat pumps,  Wood , wood,,district   heating ")
    words = list(Keyword.objects.filter(organisation=ours.cluster).values_list("text", flat=True))
    assert words == ["heat pumps", "Wood", "district heating"]
    assert "heat pumps, Wood, district heating" in public_page(ours.cluster)


def test_a_keyword_that_stays_keeps_its_row_and_one_that_is_left_out_goes(ours: Ours) -> None:
    ours.write(keywords="wood, steel")
    wood = Keyword.objects.get(text="wood")
    ours.write(keywords="water, wood")
    assert list(Keyword.objects.values_list("text", flat=True)) == ["water", "wood"]
    assert Keyword.objects.get(text="wood") == wood


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (", ".join(f"word{number}" for number in range(13)), "these are 13"),
        ("x" * 41, "at most 40 signs"),
    ],
)
def test_too_much_is_told_and_what_was_typed_stays(ours: Ours, typed: str, said: str) -> None:
    status, page = ours.write(keywords=typed)
    assert status == 422
    assert said in page
    assert typed in page
    assert not Keyword.objects.exists()


def test_the_search_finds_a_cluster_by_its_keyword(ours: Ours) -> None:
    ours.write(keywords="thermoelectric")
    found = Client().get(reverse("search"), {"q": "Thermoélectric"}).content.decode()
    assert ours.cluster.get_absolute_url() in found


def test_languages_are_named_in_the_reader_s_words(ours: Ours) -> None:
    ours.write(languages=["ca", "de"])
    assert "Catalan, German" in public_page(ours.cluster)


def test_a_language_that_is_not_offered_is_refused(ours: Ours) -> None:
    assert ours.write(languages=["tlh"])[0] == 422


def test_two_that_name_no_language_in_common_are_told(ours: Ours) -> None:
    other = RegistrationFactory(edition=ours.registration.edition)
    Organisation.objects.filter(pk=other.cluster_id).update(languages=["fr", "ca"])
    said = "You name no language in common."
    assert said not in ours.partner_page(other)
    ours.write(languages=["de"])
    assert said in ours.partner_page(other)
    ours.write(languages=["de", "ca"])
    assert said not in ours.partner_page(other)


def test_documents_are_kept_by_address_and_opened_from_both_pages(ours: Ours) -> None:
    typed = {"document-0-title": "Brochure", "document-0-url": "https://example.org/b.pdf"}
    ours.write(**typed)
    document = Document.objects.get()
    ours.write(**typed | {"document-0-title": "Our brochure"})
    assert Document.objects.get() == document
    partner = RegistrationFactory(edition=ours.registration.edition)
    theirs = Ours.__new__(Ours)
    theirs.cluster, theirs.browser = partner.cluster, Client()
    theirs.browser.force_login(MembershipFactory(organisation=partner.cluster).user)
    for page in (public_page(ours.cluster), theirs.partner_page(ours.registration)):
        assert 'href="https://example.org/b.pdf"' in page
        assert "Our brochure" in page


def test_a_document_that_is_named_no_more_is_gone(ours: Ours) -> None:
    brochure, plan = "https://example.org/b.pdf", "https://example.org/plan.pdf"
    ours.write(**{"document-0-url": brochure, "document-1-url": plan})
    ours.write(**{"document-0-url": plan})
    assert [document.url for document in Document.objects.all()] == [plan]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"document-0-title": "Brochure"}, "Write the address as well"),
        ({"document-0-url": "javascript:alert(1)"}, "Enter a valid URL"),
        (
            {"document-0-url": "https://example.org/", "document-1-url": "https://example.org/"},
            "This address is there already.",
        ),
        ({f"document-{n}-url": f"https://example.org/{n}" for n in range(9)}, "at most 8"),
    ],
)
def test_documents_that_cannot_be_kept_are_told(
    ours: Ours, typed: dict[str, str], said: str
) -> None:
    status, page = ours.write(**typed)
    assert status == 422
    assert said in page
    assert not Document.objects.exists()


def test_the_profile_says_what_is_missing_until_nothing_is(ours: Ours) -> None:
    Organisation.objects.filter(pk=ours.cluster.pk).update(summary="", description="", website="")
    page = ours.browser.get(ours.address).content.decode()
    assert "Name keywords" in page
    assert 'href="#id_keywords"' in page
    gold = Label.objects.create(slug="gold", name="Gold")
    upload = SimpleUploadedFile("logo.png", drawn(40, 40))
    person = ours.cluster.memberships.get().user
    set_logo(organisation=ours.cluster, owner=person, upload=upload, now=timezone.now())
    sector = str(ours.cluster.sectors.get_or_create(slug="x", name="X", position=99)[0].pk)
    _, page = ours.write(
        **{"offer-0-text": "Pumps", "need-0-text": "Wood", "keywords": "heat", "sectors": sector},
        **{"label-0-label": gold.pk, "label-0-awarded_on": "2026-01-15"},
        **{"document-0-title": "Brochure", "document-0-url": "https://example.org/brochure"},
        languages=["en"],
        description="All of it.",
        website="https://example.org",
    )
    assert "What would help others to find you" not in page


def test_a_label_that_has_lapsed_is_not_shown_to_partners(ours: Ours) -> None:
    edition = EditionFactory(starts_on=date(2030, 5, 6), ends_on=date(2030, 5, 7))
    mine = RegistrationFactory(edition=edition, cluster=ours.cluster)
    other = RegistrationFactory(edition=edition, cluster=ClusterFactory())
    for name, ends in (("Gold mark", date(2090, 1, 1)), ("Iron mark", date(2020, 1, 1))):
        LabelAward.objects.create(
            label=Label.objects.create(slug=name[:4].lower(), name=name),
            organisation=other.cluster,
            awarded_on=date(2019, 1, 1),
            valid_until=ends,
        )
    assert mine.edition == edition
    page = ours.partner_page(other)
    assert "Gold mark" in page
    assert "Iron mark" not in page
