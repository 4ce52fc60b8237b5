"""Questions and answers by several people at once."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from uuid import uuid4

import pytest

from events.models import Answer, Edition, Question, Registration
from events.queries.question_changes import Draft
from events.queries.questions import asked_with_registration
from events.services.answers import Answers, QuestionsChanged, Said
from events.services.questions import NothingToSend, add_question, change_question, send_follow_ups
from events.services.registrations import RegistrationChanged, change
from events.services.taking_back import take_back_consent
from events.services.wishes import Wishes
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.support.mails import told
from tests.support.racing import raced

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("patient")]
NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
PHOTOS = Draft(kind="consent", words="Photos.")


def registered() -> Registration:
    edition: Edition = EditionFactory()
    MembershipFactory(organisation=edition.owner)
    row: Registration = RegistrationFactory(edition=edition)
    MembershipFactory(organisation=row.cluster, user=row.registered_by)
    return row


def ask(edition: Edition, draft: Draft) -> Question:
    return add_question(edition=edition, draft=draft, key=uuid4(), now=NOW)


def test_follow_ups_that_two_send_at_once_are_sent_once() -> None:
    row = registered()
    ask(row.edition, Draft("text", "Arrival?", asked="follow_up", last_day=date(2094, 5, 9)))
    found = raced([partial(send_follow_ups, edition=row.edition, now=NOW)] * 4)
    assert [answer for answer in found if not isinstance(answer, NothingToSend)] == [1]
    assert told("follow-up-asked") == [row.registered_by.email]


def test_an_answer_is_to_the_words_that_were_shown_or_is_none() -> None:
    row = registered()
    photos = ask(row.edition, PHOTOS)
    said = (Said(photos.pk, agrees=True),)
    answers = Answers(asked_with_registration(row.edition).mark, row.registered_by, said)
    save = partial(change, registration=row, wishes=Wishes(answers=answers), version=1, now=NOW)
    other = Draft(kind="consent", words="Photos and films.")
    reword = partial(change_question, question=photos, draft=other, version=1, seen="", now=NOW)
    acts: list[Callable[[], object]] = [save, reword]
    saved, _reworded = raced(acts)
    given = [answer.agreed_words for answer in Answer.objects.all()]
    assert given == ([] if isinstance(saved, QuestionsChanged) else ["Photos."])


def test_of_two_colleagues_who_answer_at_once_one_is_asked_to_look_again() -> None:
    row = registered()
    why = ask(row.edition, Draft(kind="text", words="Why?"))
    mark = asked_with_registration(row.edition).mark
    acts = [
        partial(
            change,
            registration=row,
            wishes=Wishes(answers=Answers(mark, row.registered_by, (Said(why.pk, text=text),))),
            version=1,
            now=NOW,
        )
        for text in ("To learn", "To sell")
    ]
    found = raced(acts)
    assert sum(answer is True for answer in found) == 1
    assert sum(isinstance(answer, RegistrationChanged) for answer in found) == 1
    assert Answer.objects.count() == 1


def test_a_consent_that_two_take_back_at_once_is_told_once() -> None:
    row = registered()
    photos = ask(row.edition, PHOTOS)
    mark = asked_with_registration(row.edition).mark
    said = Answers(mark, row.registered_by, (Said(photos.pk, agrees=True),))
    change(registration=row, wishes=Wishes(answers=said), version=1, now=NOW)
    back = partial(
        take_back_consent, registration=row, question=photos, by=row.registered_by, now=NOW
    )
    assert sorted(map(str, raced([back] * 4))) == ["False", "False", "False", "True"]
    assert row.news.count() == 1
