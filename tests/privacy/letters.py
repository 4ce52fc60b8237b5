"""What two sides write to each other, and who may read it.

A word in each text; those of fields that canaries stand in already are not among them.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import uuid4

from django.contrib import admin
from django.utils import timezone

from events.models import Edition, RegistrationMessage, RegistrationNews
from files.models import FilePart, StoredFile
from matchmaking.models import MeetingMessage, OnlineRoom, ScheduleVersion
from notifications.models import OutboxMessage
from tests.doors.scene import Scene
from tests.factories.accounts import UserFactory
from tests.factories.matchmaking import meeting_between, placed

# In My data one reads the mails that one got, and the news of whom one registered.
READERS = {
    "word-of-the-request": {"manager", "acting delegate"},
    "word-of-the-reply": {"manager", "acting delegate"},
    "word-of-the-cluster": {"manager", "acting delegate", "organiser", "planner"},
    "word-of-the-organiser": {"manager", "acting delegate", "organiser", "planner"},
    "word-in-the-news": {"manager", "organiser", "planner"},
    "word-in-a-mail": {"manager"},
    # Before there is an answer; no mail has it.
    "word-of-our-thread": {"manager", "acting delegate"},
    "word-of-their-thread": {"manager", "acting delegate"},
    # In files, which are for who made or brought them.
    "word-in-a-file-made": {"organiser"},
    "word-in-a-list": {"organiser"},
    # Part of the address of an online meeting.
    "word-of-the-room": {"manager", "acting delegate"},
}


@dataclass
class Letters:
    """Who opened which page, and who found each word, as far as pages were seen."""

    opened: set[tuple[str, str]] = field(default_factory=set)
    readers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def see(self, role: str, page: str, text: str) -> None:
        self.opened.add((role, page))
        for word in READERS:
            if word in text:
                self.readers[word].add(role)


def write(scene: Scene) -> None:
    """Every word where it is kept."""
    scene.request.message, scene.request.reply = "word-of-the-request", "word-of-the-reply"
    scene.request.save(update_fields=["message", "reply"])
    now = timezone.now()
    for by_organiser, author, text in (
        (False, scene.manager, "word-of-the-cluster"),
        (True, scene.organiser, "word-of-the-organiser"),
    ):
        RegistrationMessage.objects.create(
            registration=scene.registration,
            author=author,
            by_organiser=by_organiser,
            text=text,
            sent_at=now,
            idempotency_key=uuid4(),
        )
    RegistrationNews.objects.create(
        registration=scene.registration,
        kind="registered",
        message="word-in-the-news",
        happened_at=now,
    )
    _meet_online(scene)
    _write_of_the_request(scene)
    _fill_files(scene)
    OutboxMessage.objects.create(
        kind="request",
        object_key="request:1",
        version=1,
        recipient=scene.manager.email,
        subject="A request",
        body="word-in-a-mail",
        html="<p>word-in-a-mail</p>",
        due_at=now,
    )


def _write_of_the_request(scene: Scene) -> None:
    """The two sides, before our cluster answers."""
    for side, author, text in (
        (scene.registration, scene.manager, "word-of-our-thread"),
        (scene.request.requester, UserFactory(), "word-of-their-thread"),
    ):
        MeetingMessage.objects.create(
            request=scene.request,
            side=side,
            author=author,
            text=text,
            sent_at=timezone.now(),
            idempotency_key=uuid4(),
        )


def _fill_files(scene: Scene) -> None:
    """What a worker made for the organiser, and a list that the organiser brought along."""
    made, brought = scene._export.file, scene._import.file
    assert made
    assert brought
    for file, content in ((made, "PK word-in-a-file-made"), (brought, "cluster\nword-in-a-list\n")):
        assert FilePart.objects.filter(file=file).update(data=content.encode()) == 1
        StoredFile.objects.filter(pk=file.pk).update(size=len(content))


def _meet_online(scene: Scene) -> None:
    """A published meeting of our cluster with the partner."""
    Edition.objects.filter(pk=scene.edition.pk).update(
        meets_online=True, online_pattern="https://meet.example.org/{secret}"
    )
    # The scene publishes a schedule as soon as addresses name it.
    assert scene.address("organise-replan-preview", {"slug", "number"})
    published = ScheduleVersion.objects.get(edition=scene.edition, state="published")
    meeting = meeting_between(scene.registration, scene.request.requester)
    OnlineRoom.objects.create(meeting=meeting, secret="word-of-the-room")
    placed(published, meeting, scene.edition.slots.all()[1], None)


def admin_pages(scene: Scene) -> Iterator[str]:
    """The list of every table of the admin site, its newest rows, and those around the letters."""
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        newest = model._default_manager.order_by("-pk").values_list("pk", flat=True)[:3]
        yield from (base, *(f"{base}{pk}/change/" for pk in newest))
    yield from (
        f"/admin/events/registration/{scene.registration.pk}/change/",
        f"/admin/events/edition/{scene.edition.pk}/change/",
        f"/admin/matchmaking/meetingrequest/{scene.request.pk}/change/",
        f"/admin/clusters/organisation/{scene.cluster.pk}/change/",
        f"/admin/clusters/organisation/{scene.partner.pk}/change/",
        f"/admin/accounts/user/{scene.manager.pk}/change/",
    )
