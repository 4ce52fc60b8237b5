"""The tables of one event: those that every event has, and a column for each of its questions."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from events.models import Edition, Question
from events.words import said
from files.sheets.writing import Cell
from organise.words.tables import REGISTRATIONS, TABLES, Column, Table


def tables_of(edition: Edition) -> dict[str, Table]:
    """By code. What clusters answered is in the table of their registrations."""
    asked = [_column(row) for row in Question.objects.filter(edition=edition)]
    columns = (*REGISTRATIONS.columns, *asked)
    return {**TABLES, REGISTRATIONS.code: replace(REGISTRATIONS, columns=columns)}


def _column(question: Question) -> Column:
    """A file's name may say who wrote it; of a consent, who gave it is not said."""
    is_personal = question.has_personal or question.kind == Question.Kind.FILE
    return Column(
        f"question-{question.pk}", question.words, _answer_to(question.pk), is_personal=is_personal
    )


def _answer_to(question: int) -> Callable[[Edition, Any], Cell]:
    def value(_edition: Edition, row: Any) -> Cell:
        answers = (answer for answer in row.answers.all() if answer.question_id == question)
        answer = next(answers, None)
        if answer is None:
            return ""
        return answer.number if answer.kind == "number" else said(answer)

    return value
