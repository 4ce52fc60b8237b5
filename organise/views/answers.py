"""What clusters answered to an event's own questions: by question, with counts, and files."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from events.queries.questions import answers_to, counted, questions_of, unanswered_by
from events.rules import Act, reads_answers
from files.serving import download
from interface.refusals import refused
from organise.loading import answer_of, organised_edition, question_of, registration_of

PAGE_SIZE, MOST_NAMED = 50, 50


@require_GET
def answer_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions whose answers this person reads, and how they are answered."""
    edition = organised_edition(request, slug, Act.RECEIVE)
    rows = [row for row in questions_of(edition) if reads_answers(request.user, edition, row)]
    context = {"edition": edition, "counted": counted(edition, rows)}
    return render(request, "organise/answers.html", context)


@require_GET
def answers_to_question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What each cluster answered to one question, and who has not."""
    edition = organised_edition(request, slug, Act.RECEIVE)
    question = question_of(edition, pk)
    if not reads_answers(request.user, edition, question):
        raise PermissionDenied
    unanswered = unanswered_by(question)
    context = {
        "edition": edition,
        "question": question,
        "found": counted(edition, [question])[0],
        "page_obj": Paginator(answers_to(question), PAGE_SIZE).get_page(request.GET.get("page")),
        "unanswered": unanswered[:MOST_NAMED],
        "more_unanswered": max(0, unanswered.count() - MOST_NAMED),
    }
    return render(request, "organise/question_answers.html", context)


@require_GET
def answer_file(request: HttpRequest, slug: str, pk: int, question: int) -> HttpResponseBase:
    """A file that a cluster handed in."""
    edition = organised_edition(request, slug, Act.RECEIVE)
    registration = registration_of(request, edition, pk)
    answer = answer_of(registration, question)
    if not reads_answers(request.user, edition, answer.question):
        raise PermissionDenied
    if answer.file is None:
        back = reverse("organise-registration", args=[slug, pk])
        return refused(request, _("This file is not there any more."), back=back)
    return download(answer.file)
