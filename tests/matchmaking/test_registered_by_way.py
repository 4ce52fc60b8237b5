"""What an event asks of who registers, by each way to a registration: refused in words or kept."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Edition, Question, Registration
from events.queries.questions import asked_with_registration, missing_of
from matchmaking.models import Import
from matchmaking.services import importing
from tests.factories.clusters import MembershipFactory
from tests.factories.events import RegistrationFactory
from tests.factories.lists import handed_in, list_of
from tests.factories.stage import Stage

pytestmark = pytest.mark.django_db
FIELDS = {"seats": "1", "takes_part": "on_site", "delegates": ""}


def came_of(stage: Stage, answer: object) -> str:
    """The state of the registration, or no; what is refused is refused in words."""
    row = Registration.objects.filter(edition=stage.edition, cluster=stage.cluster).first()
    status, text = getattr(answer, "status_code", 302), getattr(answer, "text", "")
    if status in (409, 422):
        assert re.search(r'role="alert"', text)
        return "no"
    assert status == 302, text
    assert row is not None
    return str(row.state)


def form(stage: Stage) -> str:
    """The cluster's own form."""
    sent = {
        **FIELDS,
        "cluster": stage.cluster.slug,
        "idempotency_key": str(uuid.uuid4()),
        "questions_seen": asked_with_registration(stage.edition).mark,
    }
    return came_of(
        stage, stage.manager.post(reverse("edition-register", args=[stage.edition.slug]), sent)
    )


def behalf(stage: Stage) -> str:
    """The organiser registers it."""
    at = reverse("organise-registration-create-for", args=[stage.edition.slug, stage.cluster.slug])
    sent = {**FIELDS, "idempotency_key": str(uuid.uuid4())}
    return came_of(stage, stage.organiser.post(at, sent))


def listed(stage: Stage) -> str:
    """A row of a list of participants."""
    rows = [["cluster"], [stage.cluster.name]]
    by, reader = MembershipFactory(organisation=stage.edition.owner).user, Client()
    reader.force_login(by)
    made = list_of(stage.edition, by, Import.Layout.PARTICIPANTS, rows)
    page = reader.get(reverse("organise-import-list", args=[stage.edition.slug, made.pk])).text
    importing.carry_out(handed_in(made).pk, now=timezone.now())
    made.refresh_from_db()
    if made.outcome["stored"].get("participants"):
        return came_of(stage, None)
    assert "to the end of the event" in page
    return "no"


def changed(stage: Stage) -> str:
    """The cluster changes a registration that is there."""
    row = there(stage)
    sent = {
        **FIELDS,
        "version": row.version,
        "questions_seen": asked_with_registration(stage.edition).mark,
    }
    return came_of(stage, stage.manager.post(reverse("registration-edit", args=[row.pk]), sent))


def changed_for(stage: Stage) -> str:
    """The organiser changes it in its place."""
    row = there(stage)
    at = reverse("organise-registration-edit", args=[stage.edition.slug, row.pk])
    sent = {
        **FIELDS,
        "version": row.version,
        "questions_seen": asked_with_registration(stage.edition).mark,
    }
    return came_of(stage, stage.organiser.post(at, sent))


def there(stage: Stage) -> Registration:
    row: Registration = RegistrationFactory(
        edition=stage.edition, cluster=stage.cluster, registered_by=stage.manager_user
    )
    return row


def nothing(stage: Stage) -> None:
    """No rule."""


def required(stage: Stage) -> None:
    Question.objects.create(
        edition=stage.edition,
        kind="text",
        words="Why do you come?",
        is_required=True,
        idempotency_key=uuid.uuid4(),
    )


def full(stage: Stage) -> None:
    Edition.objects.filter(pk=stage.edition.pk).update(capacity=1)
    RegistrationFactory(edition=stage.edition)


def over(stage: Stage) -> None:
    Edition.objects.filter(pk=stage.edition.pk).update(state="finished")


WAYS = (form, behalf, listed, changed, changed_for)
# Who registers itself waits for the organiser; whom the organiser registers comes at once, and
# answers on its registration what it is asked.
TABLE: dict[str, tuple[Callable[[Stage], None], str]] = {
    #                               form       behalf     listed     changed  changed_for
    "no rule": (nothing,           "waiting    approved   approved   approved approved"),
    "required question": (required, "no        approved   approved   no       approved"),
    "no place free": (full,        "waiting    waitlisted waitlisted approved approved"),
    "the event is over": (over,    "no         no         no         no       no"),
}  # fmt: skip


@pytest.mark.parametrize("way", range(len(WAYS)), ids=[way.__name__ for way in WAYS])
@pytest.mark.parametrize("rule", TABLE)
def test_what_is_asked_of_who_registers_holds_by_every_way(
    stage: Stage, rule: str, way: int
) -> None:
    set_up, expected = TABLE[rule]
    set_up(stage)
    stage.edition.refresh_from_db()
    assert WAYS[way](stage) == expected.split()[way]


def test_what_who_is_registered_left_open_stands_on_its_page(stage: Stage) -> None:
    required(stage)
    behalf(stage)
    row = Registration.objects.get(cluster=stage.cluster)
    assert missing_of(row) == list(Question.objects.all())
    for reader, at in (
        (stage.organiser, reverse("organise-registration", args=[stage.edition.slug, row.pk])),
        (stage.manager, reverse("registration-edit", args=[row.pk])),
    ):
        assert "Why do you come?" in reader.get(at).text
