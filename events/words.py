"""What clusters answered to an event's own questions, in words."""

from django.utils.translation import pgettext

from events.models import Answer
from interface.words import listed, number
from translations.queries import text_of


def said(answer: Answer) -> str:
    """An answer in one text; of a consent whether it stands."""
    match answer.kind:
        case "number":
            return "" if answer.number is None else number(answer.number)
        case "one" | "several":
            return listed(text_of(row.choice, "words").text for row in answer.chosen.all())
        case "consent":
            return (
                pgettext("consent", "Taken back")
                if answer.withdrawn_at
                else pgettext("consent", "Agreed")
            )
    return answer.text
