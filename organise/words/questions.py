"""Why the questions of an event stay as they are, and what a change does to answers."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from events.queries.question_changes import Effects
from events.services import questions as services
from interface.words import number

REFUSED = {
    services.QuestionsClosed: _lazy(
        "The event is finished or cancelled. Its questions stay as they are."
    ),
    services.TooManyQuestions: _lazy(
        "The event asks 40 questions already. Remove one before you add another."
    ),
    services.QuestionChanged: _lazy(
        "Somebody changed or removed this question meanwhile. Look at it again."
    ),
    services.KindIsAnswered: _lazy(
        "Clusters have answered this question: how it is answered and when it is asked stay. "
        "Remove it and add another question instead."
    ),
    services.DayOver: _lazy("The last day to answer is over. Enter a later one."),
    services.NothingToSend: _lazy("No follow-up waits to be sent."),
}


def effects(found: Effects) -> list[str]:
    """What a change does to the answers that are there, a sentence each."""
    sentences = (
        (
            found.answers,
            ngettext(
                "%(count)s cluster has answered the question as it was. Its answer stays.",
                "%(count)s clusters have answered the question as it was. Their answers stay.",
                found.answers,
            ),
        ),
        (
            found.consents,
            ngettext(
                "%(count)s cluster has agreed to the earlier words. Its consent stays one to "
                "these words, and is kept with them.",
                "%(count)s clusters have agreed to the earlier words. Their consents stay ones to "
                "these words, and are kept with them.",
                found.consents,
            ),
        ),
        (
            found.chosen,
            ngettext(
                "%(count)s answer has a choice that is no longer offered. It stays.",
                "%(count)s answers have a choice that is no longer offered. They stay.",
                found.chosen,
            ),
        ),
        (
            found.outside,
            ngettext(
                "%(count)s number lies outside the new bounds. It stays until the cluster saves "
                "its registration again.",
                "%(count)s numbers lie outside the new bounds. They stay until the clusters save "
                "their registrations again.",
                found.outside,
            ),
        ),
        (
            found.missing,
            ngettext(
                "%(count)s cluster has not answered, and owes an answer from now on.",
                "%(count)s clusters have not answered, and owe an answer from now on.",
                found.missing,
            ),
        ),
    )
    return [words % {"count": number(count)} for count, words in sentences if count]


def sent(count: int) -> str:
    """How many clusters were asked."""
    if not count:
        return _("The follow-ups are sent. Clusters are asked once they are approved.")
    words = ngettext(
        "%(count)s approved cluster is asked.", "%(count)s approved clusters are asked.", count
    )
    return words % {"count": number(count)}
