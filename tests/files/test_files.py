"""A file is kept as it came, read by whom it is for, and goes with its time or its owner."""

import hashlib
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import User
from files.kinds import Kind, UnknownKind
from files.models import PART_BYTES, FilePart, StoredFile
from files.queries import content
from files.services import MOST_BYTES, EmptyFile, FileTooLarge, drop_due, keep, keep_upload
from files.serving import download
from privacy.models import LogEntry
from privacy.services.erasing import erase
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
Purpose = StoredFile.Purpose


def stored(owner: User, data: bytes = b"a,b\n", **more: object) -> StoredFile:
    values: dict[str, object] = {
        "name": "guests.csv",
        "kind": Kind.CSV,
        "purpose": Purpose.IMPORT,
        "now": NOW,
    }
    return keep(owner=owner, content=data, **(values | more))  # type: ignore[arg-type]


def test_what_is_kept_comes_back_part_by_part_as_an_attachment() -> None:
    data = bytes(range(1, 251)) * 2_500
    file = stored(UserFactory(), data, name='Gäste "27".csv')
    assert file.parts.count() == -(-len(data) // PART_BYTES)
    answer = download(file)
    assert b"".join(answer.streaming_content) == data  # type: ignore[arg-type]
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    assert answer["Content-Length"] == str(len(data))
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "text/csv"


def test_an_upload_is_known_by_its_content_and_named_by_it() -> None:
    upload = SimpleUploadedFile("../virus.exe", b"a;b\n1;2\n", content_type="image/png")
    file = keep_upload(
        owner=UserFactory(), upload=upload, purpose=Purpose.IMPORT, among=[Kind.CSV], now=NOW
    )
    assert (file.kind, file.name) == (Kind.CSV, "virus.csv")


def test_a_picture_is_kept_as_it_was_drawn_anew() -> None:
    held, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "canary"
    Image.new("RGB", (3, 3)).save(held, "JPEG", exif=exif.tobytes())
    upload = SimpleUploadedFile("me.jpg", held.getvalue())
    file = keep_upload(
        owner=UserFactory(), upload=upload, purpose=Purpose.IMPORT, among=[Kind.JPEG], now=NOW
    )
    assert b"canary" not in content(file)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [(b"", EmptyFile), (b"x" * (MOST_BYTES + 1), FileTooLarge), (b"<svg/>", UnknownKind)],
    ids=["empty", "large", "svg"],
)
def test_what_is_not_taken_leaves_nothing(data: bytes, refusal: type[Exception]) -> None:
    upload = SimpleUploadedFile("list.csv", data)
    with pytest.raises(refusal):
        keep_upload(owner=UserFactory(), upload=upload, purpose=Purpose.IMPORT, among=Kind, now=NOW)
    assert not StoredFile.objects.exists()


def test_a_file_goes_when_its_time_is_over_and_not_before() -> None:
    owner, week = UserFactory(), timedelta(days=7)
    due = stored(owner, delete_after=NOW + week)
    stays = stored(owner)
    assert drop_due(now=NOW + week - timedelta(seconds=1)) == 0
    with CaptureQueriesContext(connection) as captured:
        assert drop_due(now=NOW + week) == 1
    assert not any('"data"' in query["sql"] for query in captured)
    assert not FilePart.objects.filter(file=due.pk).exists()
    assert list(StoredFile.objects.all()) == [stays]


def test_who_is_erased_takes_the_files_along_and_the_log_never_knew_their_names() -> None:
    owner = UserFactory()
    stored(owner, name="canary-name.csv")
    stored(UserFactory())
    logged = LogEntry.objects.filter(table_name="files_storedfile")
    assert all("canary" not in str(entry.after) for entry in logged)
    assert logged.count() == 2
    erase(person=owner, now=NOW, is_again=True)
    assert StoredFile.objects.count() == FilePart.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"name": ""}, {"readers": "organisers"}])
def test_a_file_has_a_name_and_organisers_read_what_is_about_something(
    wrong: dict[str, str],
) -> None:
    with pytest.raises(IntegrityError):
        stored(UserFactory(), **wrong)  # type: ignore[arg-type]
