"""The logo of a cluster: drawn anew, seen by everybody, removed, gone with who put it there."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from clusters.models import Organisation
from files.models import StoredFile
from files.queries import content
from privacy.services.erasing import erase
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import RegistrationFactory

pytestmark = pytest.mark.django_db


class Ours:
    """A cluster and one who speaks for it."""

    def __init__(self) -> None:
        self.cluster: Organisation = ClusterFactory()
        self.user = MembershipFactory(organisation=self.cluster).user
        self.browser = Client()
        self.browser.force_login(self.user)
        self.address = reverse("cluster-logo", args=[self.cluster.slug])

    def put(self, data: bytes, name: str = "logo.png") -> tuple[int, str]:
        answer = self.browser.post(self.address, {"file": SimpleUploadedFile(name, data)})
        self.cluster.refresh_from_db()
        return answer.status_code, answer.text

    @property
    def picture(self) -> str:
        assert self.cluster.logo
        return reverse("organisation-logo", args=[self.cluster.slug, self.cluster.logo.key])

    @property
    def public_page(self) -> str:
        return Client().get(self.cluster.get_absolute_url()).text


@pytest.fixture
def ours() -> Ours:
    return Ours()


def drawn(width: int, height: int, kind: str = "PNG") -> bytes:
    data = BytesIO()
    Image.new("RGB", (width, height), "teal").save(data, kind)
    return data.getvalue()


def test_a_logo_is_drawn_anew_at_most_480_pixels_wide(ours: Ours) -> None:
    status, _ = ours.put(drawn(1_600, 400) + b"hidden words")
    assert status == 302
    assert ours.cluster.logo
    kept = content(ours.cluster.logo)
    assert b"hidden words" not in kept
    assert Image.open(BytesIO(kept)).size == (480, 120)


def test_everybody_sees_it_with_words_for_who_does_not(ours: Ours) -> None:
    ours.put(drawn(40, 40))
    assert ours.picture in ours.public_page
    assert f'alt="Logo of {ours.cluster.called}"' in ours.public_page
    answer = Client().get(ours.picture)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_partners_see_it_at_an_event(ours: Ours) -> None:
    ours.put(drawn(40, 40))
    registration = RegistrationFactory(cluster=ours.cluster)
    other = RegistrationFactory(edition=registration.edition)
    manager = Client()
    manager.force_login(MembershipFactory(organisation=other.cluster).user)
    names = [registration.edition.slug, other.cluster.slug, ours.cluster.slug]
    assert ours.picture in manager.get(reverse("meet-partner", args=names)).text


def test_another_logo_takes_its_place_and_the_first_file_is_gone(ours: Ours) -> None:
    ours.put(drawn(40, 40))
    before = ours.picture
    ours.put(drawn(40, 40, "JPEG"), "logo.jpg")
    assert StoredFile.objects.count() == 1
    assert Client().get(before).status_code == 404
    assert Client().get(ours.picture)["Content-Type"] == "image/jpeg"


def test_a_removed_logo_is_gone(ours: Ours) -> None:
    ours.put(drawn(40, 40))
    picture = ours.picture
    assert ours.browser.post(ours.address, {"remove": "1"}).status_code == 302
    assert not StoredFile.objects.exists()
    assert Client().get(picture).status_code == 404
    assert "logo-of" not in ours.public_page
    assert ours.browser.post(ours.address, {"remove": "1"}).status_code == 302


@pytest.mark.parametrize("data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b""])
def test_what_is_no_picture_is_refused_in_words(ours: Ours, data: bytes) -> None:
    status, page = ours.put(data)
    assert status == 422
    assert "file" in page
    assert not StoredFile.objects.exists()


def test_with_the_account_of_who_put_it_there_it_is_erased(ours: Ours) -> None:
    MembershipFactory(organisation=ours.cluster)
    ours.put(drawn(40, 40))
    erase(person=ours.user, now=timezone.now())
    ours.cluster.refresh_from_db()
    assert ours.cluster.logo is None
    assert not StoredFile.objects.exists()


def test_others_do_not_put_it_there(ours: Ours) -> None:
    stranger = Client()
    stranger.force_login(MembershipFactory().user)
    assert stranger.post(ours.address, {"remove": "1"}).status_code == 404


def test_what_is_missing_names_the_logo(ours: Ours) -> None:
    profile = reverse("cluster-profile-edit", args=[ours.cluster.slug])
    assert f'<a href="{ours.address}">Show your logo</a>' in ours.browser.get(profile).text
    ours.put(drawn(40, 40))
    assert "Show your logo" not in ours.browser.get(profile).text
