"""What clusters answer to an event's own questions."""

from django.utils.translation import gettext_lazy as _

from privacy.declaring import Kept, Personal, Reader, Rows, Then, did

_answer = Personal(
    what=_("What you answer to an event's own questions, files and consents included"),
    why=_("The event's organiser needs it to prepare the event."),
    readers=(Reader.COLLEAGUES, Reader.ORGANISER),
    kept=Kept.EDITION,
    of="answered_by",
    quotes=True,
)
_choice = Personal(
    what=_answer.what,
    why=_answer.why,
    readers=_answer.readers,
    kept=Kept.EDITION,
    of="answer__answered_by",
    # The choices of questions about persons go by hand: `events.services.forgetting`.
    then=Then.STAYS,
)

MODELS = {
    "Question": Rows(
        "edition kind asked readers words help is_required has_personal least most last_day sent_at"
        " retired_at position version idempotency_key"
    ),
    "QuestionChoice": Rows("question words position is_retired"),
    "Answer": Rows(
        # The words that were agreed to are the organiser's.
        nothing="registration edition question kind file agreed_words agreed_at withdrawn_at"
        " answered_at",
        personal={
            "text": _answer,
            "number": _answer,
            "answered_by": did("answered_by", Reader.COLLEAGUES, Reader.ORGANISER),
            "agreed_by": did("agreed_by", Reader.COLLEAGUES, Reader.ORGANISER),
            "withdrawn_by": did("withdrawn_by", Reader.COLLEAGUES, Reader.ORGANISER),
        },
        edition="edition",
        context=(
            "edition__name",
            "registration__cluster__name",
            "question__words",
            "agreed_words",
            "agreed_at",
            "withdrawn_at",
            "answered_at",
        ),
    ),
    "AnswerChoice": Rows(
        nothing="answer question kind",
        personal={"choice": _choice},
        edition="question__edition",
        context=("question__edition__name", "question__words", "choice__words"),
    ),
}
