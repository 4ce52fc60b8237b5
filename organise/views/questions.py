"""The questions of an event's own: what an organiser asks, and in which order."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.forms.questions import QuestionsForm
from events.models import Edition, Question
from events.queries.question_changes import ALIKE, Effects
from events.queries.questions import (
    all_follow_ups,
    answer_count,
    asked_with_registration,
    questions_of,
)
from events.rules import can_organise, is_open_for_changes
from events.services import questions as services
from interface.forms import FORM_REFUSED, SENT_BEFORE, form_status, posted
from interface.keys import KeyTaken
from interface.refusals import refused
from interface.stale import CONFLICT, mark_stale, typed_in
from organise.forms.questions import NewQuestionForm, QuestionEditForm
from organise.loading import edition_to_answer, organised_edition, question_of
from organise.words import questions as words


@require_http_methods(["GET", "POST"])
def question_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All questions; POST adds one."""
    edition = edition_to_answer(request, slug)
    form = NewQuestionForm(posted(request))
    if not form.is_valid():
        return _page(request, edition, form, form_status(form))
    try:
        services.add_question(
            edition=edition,
            draft=form.draft(),
            key=form.cleaned_data["idempotency_key"],
            now=timezone.now(),
        )
    except services.DayOver:
        form.add_error("last_day", str(words.REFUSED[services.DayOver]))
        return _page(request, edition, form, FORM_REFUSED)
    except KeyTaken:
        return refused(request, str(SENT_BEFORE), back=_address(edition), typed=typed_in(form))
    except services.QuestionsRefused as refusal:
        return _refused(request, edition, refusal, form)
    messages.success(request, _("The question is added."))
    return redirect(_address(edition))


def _page(
    request: HttpRequest, edition: Edition, form: NewQuestionForm, status: int
) -> HttpResponse:
    found = questions_of(edition)
    standing = [row for row in found if row.retired_at is None]
    context = {
        "edition": edition,
        "form": form,
        "groups": [
            (_("In the registration form"), [row for row in standing if not row.is_follow_up]),
            (_("Follow-ups"), [row for row in standing if row.is_follow_up]),
        ],
        "retired": [row for row in found if row.retired_at],
        "to_send": [row for row in standing if row.is_follow_up and not row.sent_at],
        "may_change": _may_change(request, edition),
    }
    return render(request, "organise/questions.html", context, status=status)


def _may_change(request: HttpRequest, edition: Edition) -> bool:
    return can_organise(request.user, edition) and is_open_for_changes(edition, timezone.now())


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One question; what a change does to answers is shown before it is done."""
    edition = organised_edition(request, slug)
    found = question_of(edition, pk)
    form = _form(found, request)
    if not form.is_valid():
        return _edit_page(request, found, form, form_status(form))
    try:
        services.change_question(
            question=found,
            draft=form.draft(),
            version=form.cleaned_data["version"],
            seen=form.cleaned_data["seen"],
            now=timezone.now(),
        )
    except services.QuestionChanged:
        found = question_of(edition, pk)
        mark_stale(form, _form(found), "version")
        return _edit_page(request, found, form, CONFLICT)
    except services.Touches as touches:
        return _edit_page(request, found, form, CONFLICT, touches.effects)
    except services.DayOver:
        form.add_error("last_day", str(words.REFUSED[services.DayOver]))
        return _edit_page(request, found, form, FORM_REFUSED)
    except services.QuestionsRefused as refusal:
        return _refused(request, edition, refusal, form)
    messages.success(request, _("The question is saved."))
    return redirect(_address(edition))


def _refused(
    request: HttpRequest,
    edition: Edition,
    refusal: services.QuestionsRefused,
    form: NewQuestionForm | QuestionEditForm,
) -> HttpResponse:
    why = words.REFUSED[type(refusal)]
    return refused(request, why, back=_address(edition), typed=typed_in(form))


def _form(found: Question, request: HttpRequest | None = None) -> QuestionEditForm:
    initial = {name: getattr(found, name) for name in (*ALIKE, "last_day", "version")}
    sent = posted(request) if request else None
    return QuestionEditForm(sent, question=found, initial=initial)


def _edit_page(
    request: HttpRequest,
    found: Question,
    form: QuestionEditForm,
    status: int,
    effects: Effects | None = None,
) -> HttpResponse:
    """`effects` are what the change does to answers, to be sent once more with their mark."""
    context = {
        "edition": found.edition,
        "question": found,
        "form": form,
        "effects": words.effects(effects) if effects else [],
        "seen": effects.seen if effects else "",
        "answered": answer_count(found),
        "may_change": is_open_for_changes(found.edition, timezone.now()),
    }
    return render(request, "organise/question.html", context, status=status)


@require_POST
def question_move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One place up or down."""
    edition = organised_edition(request, slug)
    found, up = question_of(edition, pk), request.POST.get("to") != "down"
    return _acted(
        request,
        edition,
        lambda: services.move_question(question=found, up=up, now=timezone.now()),
        lambda _done: "",
    )


@require_POST
def question_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = organised_edition(request, slug)
    found = question_of(edition, pk)

    def said(is_gone: object) -> str:
        if is_gone:
            return _("The question is removed.")
        return _("The question is no longer asked. What was answered stays, below.")

    return _acted(
        request,
        edition,
        lambda: services.remove_question(question=found, now=timezone.now()),
        said,
    )


@require_POST
def question_restore(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask one again that is no longer asked."""
    edition = organised_edition(request, slug)
    found = question_of(edition, pk)
    return _acted(
        request,
        edition,
        lambda: services.ask_again(question=found, now=timezone.now()),
        lambda _done: _("The question is asked again."),
    )


@require_POST
def questions_send(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the approved clusters the follow-ups."""
    edition = organised_edition(request, slug)
    return _acted(
        request,
        edition,
        lambda: services.send_follow_ups(edition=edition, now=timezone.now()),
        lambda count: words.sent(int(str(count))),
    )


@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions as clusters see them; nothing can be sent."""
    edition = edition_to_answer(request, slug)
    context = {
        "edition": edition,
        "form": QuestionsForm(asked=asked_with_registration(edition)),
        "later": QuestionsForm(asked=all_follow_ups(edition), prefix="later"),
    }
    return render(request, "organise/questions_preview.html", context)


def _acted(
    request: HttpRequest,
    edition: Edition,
    act: Callable[[], object],
    said: Callable[[object], str],
) -> HttpResponse:
    """Carry it out and say so, or why not."""
    try:
        done = act()
    except services.QuestionsRefused as refusal:
        return refused(request, words.REFUSED[type(refusal)], back=_address(edition))
    if told := said(done):
        messages.success(request, told)
    return redirect(_address(edition))


def _address(edition: Edition) -> str:
    return reverse("organise-questions", args=[edition.slug])
