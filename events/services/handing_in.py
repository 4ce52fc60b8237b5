"""What a form of an event's own questions brings: its files kept, its answers as acts take them."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from accounts.models import User
from events.forms.questions import QuestionsForm
from events.models import Edition
from events.queries.about import key_of
from events.services.answers import Answers, Said, hold_upload
from files.models import StoredFile
from files.words import REFUSALS


def take_files(form: QuestionsForm, *, edition: Edition, by: User, now: datetime) -> None:
    """Keep what was uploaded with a form that was sent, and find what was kept of it before.

    Call it before the form is judged.
    """
    own = StoredFile.objects.filter(
        owner=by, purpose=StoredFile.Purpose.ANSWER, about=key_of(edition)
    )

    def find(key: UUID) -> StoredFile | None:
        return own.filter(key=key).first()

    refusals = {reason: str(words) for reason, words in REFUSALS.items()}
    form.take_uploads(partial(_held, edition, by, now), refusals)
    form.find_waiting(find)


def _held(edition: Edition, by: User, now: datetime, upload: object) -> StoredFile:
    return hold_upload(edition=edition, by=by, upload=upload, now=now)  # type: ignore[arg-type]


def answers_in(form: QuestionsForm, by: User, wished: Sequence[str] = ()) -> Answers:
    """What is said in a valid form, whose questions were read in these languages."""
    said = tuple(Said(question.pk, **value) for question, value in form.values())
    return Answers(form.cleaned_data["questions_seen"], by, said, tuple(wished))
