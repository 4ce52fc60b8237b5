"""Why answers to an event's own questions are not stored, as the forms that ask them say it."""

from django.utils.translation import gettext_lazy as _lazy

from events.forms.questions import QuestionsForm
from events.services.answers import AnswersMissing, FileGone, QuestionsChanged

UNANSWERED = (QuestionsChanged, AnswersMissing, FileGone)
FILE_GONE = _lazy("A file that you chose before is not kept any more. Choose it again.")
NOT_ALL_ANSWERED = _lazy("Some answers are missing or do not fit. Look at the questions again.")


def say_unanswered(form: QuestionsForm, reason: Exception) -> None:
    """Why the answers are not stored, one of `UNANSWERED`; the form has the questions of now."""
    if form.is_valid() or not form.is_outdated:
        words = FILE_GONE if isinstance(reason, FileGone) else NOT_ALL_ANSWERED
        form.add_error(None, words)
