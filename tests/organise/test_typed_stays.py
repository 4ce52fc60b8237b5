"""What an organiser typed comes back, to be copied, where the event ended meanwhile; and a form
that somebody else was faster with shows what is stored now.
"""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from events.models import Edition, Registration
from interface.marks import mark_of
from matchmaking.models import ClusterGroup, PlannedReminder
from tests.factories.events import RegistrationFactory, SessionFactory
from tests.factories.interpreting import interpreter
from tests.factories.stage import Stage, page
from tests.organise.test_event_pages import edition_answers
from tests.organise.test_programme_pages import session_answers
from tests.organise.test_questions_pages import STAND, ask

pytestmark = pytest.mark.django_db
MINE = "Typed for an hour"


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid.uuid4())}


def details(stage: Stage) -> tuple[str, dict[str, Any]]:
    return page("organise-edit", stage.edition), edition_answers(version=1, summary=MINE)


def cancelling(stage: Stage) -> tuple[str, dict[str, Any]]:
    return page("organise-state", stage.edition), {"to": "cancelled", "version": 1, "message": MINE}


def a_session(stage: Stage) -> tuple[str, dict[str, Any]]:
    return page("organise-session-create", stage.edition), session_answers(description=MINE)


def another_session(stage: Stage) -> tuple[str, dict[str, Any]]:
    row = SessionFactory(edition=stage.edition)
    sent = session_answers(description=MINE, seen="-")
    return page("organise-session-edit", stage.edition, row.pk), sent


def a_question(stage: Stage) -> tuple[str, dict[str, Any]]:
    return page("organise-questions", stage.edition), {**STAND, **key(), "help": MINE}


def another_question(stage: Stage) -> tuple[str, dict[str, Any]]:
    row = ask(stage, "text", "Why?")
    sent = {**STAND, "kind": "text", "words": MINE, "version": row.version}
    return page("organise-question", stage.edition, row.pk), sent


def a_late_cluster(stage: Stage) -> tuple[str, dict[str, Any]]:
    address = reverse(
        "organise-registration-create-for", args=[stage.edition.slug, stage.cluster.slug]
    )
    return address, {**key(), "seats": 1, "message": MINE}


def a_delegation(stage: Stage) -> tuple[str, dict[str, Any]]:
    row: Registration = RegistrationFactory(edition=stage.edition)
    sent = {"version": row.version, "seats": 1, "delegate-0-name": MINE}
    return page("organise-registration-edit", stage.edition, row.pk), sent


def a_decision(stage: Stage) -> tuple[str, dict[str, Any]]:
    row = RegistrationFactory(edition=stage.edition, state="waiting")
    sent = {"action": "decline", "chosen": [row.pk], "message": MINE}
    return page("organise-registrations-decide", stage.edition), sent


def an_invitation(stage: Stage) -> tuple[str, dict[str, Any]]:
    return page("organise-invitation-new", stage.edition), {**key(), "text": MINE, "act": "look"}


def an_interpreter(stage: Stage) -> tuple[str, dict[str, Any]]:
    sent = {**key(), "name": MINE, "languages": ["de", "fr"], "day-0-there": "on"}
    return page("organise-interpreter-create", stage.edition), sent


def another_interpreter(stage: Stage) -> tuple[str, dict[str, Any]]:
    row = interpreter(stage.edition, "Ada", "es", "de")
    sent = {"version": row.version, "name": MINE, "languages": ["de", "fr"], "day-0-there": "on"}
    return page("organise-interpreter-edit", stage.edition, row.pk), sent


def a_group(stage: Stage) -> tuple[str, dict[str, Any]]:
    return page("organise-rules-groups", stage.edition), {"name": MINE}


def another_group(stage: Stage) -> tuple[str, dict[str, Any]]:
    row = ClusterGroup.objects.create(edition=stage.edition, name="Buyers")
    return page("organise-group", stage.edition, row.pk), {"name": MINE}


def translations(stage: Stage) -> tuple[str, dict[str, Any]]:
    Edition.objects.filter(pk=stage.edition.pk).update(languages=["en", "es"])
    address = page("organise-language", stage.edition, "es")
    shown = stage.organiser.get(address)
    form = shown.context["form"]
    sent = {bound.html_name: bound.value() or "" for bound in form}
    first = next(name for name in sent if name.startswith("text-"))
    return address, {**sent, first: MINE}


@pytest.mark.parametrize(
    "form",
    [
        details,
        cancelling,
        a_session,
        another_session,
        a_question,
        another_question,
        a_late_cluster,
        a_delegation,
        a_decision,
        an_invitation,
        an_interpreter,
        another_interpreter,
        a_group,
        another_group,
        translations,
    ],
)
def test_what_was_typed_comes_back_where_the_event_ended_meanwhile(stage: Stage, form: Any) -> None:
    address, sent = form(stage)
    Edition.objects.filter(pk=stage.edition.pk).update(state="finished")
    answer = stage.organiser.post(address, sent)
    assert answer.status_code == 409
    assert MINE in copied(answer)


def test_ticks_of_the_table_of_groups_come_back_in_words(stage: Stage) -> None:
    near, far = (ClusterGroup.objects.create(edition=stage.edition, name=n) for n in ("N", "F"))
    Edition.objects.filter(pk=stage.edition.pk).update(state="finished")
    pairs = [f"{near.pk}-{far.pk}", f"{far.pk}-{far.pk}"]
    sent = {"groups": [near.pk, far.pk], "pairs": pairs}
    answer = stage.organiser.post(page("organise-rules-table", stage.edition), sent)
    assert (answer.status_code, copied(answer)) == (409, "N × F\nF × F")


def test_the_own_words_of_a_reminder_come_back(stage: Stage) -> None:
    row = PlannedReminder.objects.create(edition=stage.edition, kind="agenda", days_before=3)
    Edition.objects.filter(pk=stage.edition.pk).update(state="finished")
    sent = {"act": "words", "words": MINE, "shown": mark_of("")}
    answer = stage.organiser.post(page("organise-reminder", stage.edition, row.pk), sent)
    assert answer.status_code == 409
    assert MINE in copied(answer)


def copied(answer: Any) -> str:
    """What the page shows to be copied."""
    return str(answer.context["typed"])


def test_boxes_and_what_is_looked_for_come_back_in_words(stage: Stage) -> None:
    address, sent = page("organise-edit", stage.edition), edition_answers(version=1)
    Edition.objects.filter(pk=stage.edition.pk).update(state="finished")
    typed = copied(stage.organiser.post(address, {**sent, "co_organisers-words": "Basque"}))
    assert "Host region: Region ES51" in typed
    assert "Co-organisers: Basque" in typed
    assert "Clusters may take part online" not in typed
    typed = copied(stage.organiser.post(address, {**sent, "meets_online": "on"}))
    assert "Clusters may take part online: Yes" in typed


def test_an_older_form_of_an_interpreter_keeps_what_was_typed(stage: Stage) -> None:
    row = interpreter(stage.edition, "Ada", "es", "de")
    address = page("organise-interpreter-edit", stage.edition, row.pk)
    other = {"version": row.version, "name": "Ben", "languages": ["de", "es"], "day-0-there": "on"}
    assert stage.organiser.post(address, other).status_code == 302
    answer = stage.organiser.post(address, {**other, "name": "Cy", "languages": ["de", "fr"]})
    assert answer.status_code == 409
    assert 'value="Cy"' in answer.text
    assert "Name: Ben" in answer.text
    assert f'name="version" value="{row.version + 1}"' in answer.text
