"""What an event asks a cluster beside its delegation: follow-ups, consents taken back, files."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.loading import person
from events.models import Registration
from events.queries.questions import follow_ups_ever, follow_ups_of
from events.rules import is_editable_by_cluster
from events.services.follow_ups import answer_follow_ups
from events.services.handing_in import answers_in, take_files
from events.services.registrations import NotChangeable, RegistrationChanged
from events.services.taking_back import take_back_consent
from files.serving import download
from interface.forms import form_status, posted
from interface.refusals import refused
from interface.stale import CONFLICT, mark_stale, typed_in
from meet.forms.questions import FollowUpForm
from meet.loading import answer_of, own_registration_of
from meet.views.unanswered import UNANSWERED, say_unanswered
from translations.languages import wished

NOTHING_ASKED = _lazy(
    "Nothing more is asked of you: it was taken back, its last day is over, or your registration "
    "is not approved."
)


@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What the cluster is asked after its approval, until the last day of each question."""
    registration, now = own_registration_of(request.user, pk), timezone.now()
    form = _form(registration, request)
    if not form.asked or not is_editable_by_cluster(registration.edition, registration, now):
        return _nothing_asked(request, registration)
    if form.is_valid():
        try:
            answer_follow_ups(
                registration=registration,
                answers=answers_in(form, person(request), wished(request)),
                version=form.cleaned_data["version"],
                now=now,
            )
        except NotChangeable:
            return _nothing_asked(request, registration)
        except RegistrationChanged:
            registration.refresh_from_db()
            mark_stale(form, _form(registration), "version", "questions_seen")
            return _page(request, registration, form, CONFLICT)
        except UNANSWERED as reason:
            form = _form(registration, request)
            say_unanswered(form, reason)
        else:
            messages.success(request, _("Your answers are saved."))
            return redirect(request.path)
    return _page(request, registration, form, CONFLICT if form.is_outdated else form_status(form))


follow_up.takes_files = True  # type: ignore[attr-defined]


def _nothing_asked(request: HttpRequest, registration: Registration) -> HttpResponse:
    """What was typed is shown, whatever its question has become."""
    asked = follow_ups_ever(registration.edition, wished(request))
    typed = typed_in(FollowUpForm(posted(request), asked=asked))
    back = reverse("registration-edit", args=[registration.pk])
    return refused(request, str(NOTHING_ASKED), back=back, typed=typed)


def _form(registration: Registration, request: HttpRequest | None = None) -> FollowUpForm:
    sent, languages = (posted(request), wished(request)) if request else (None, ())
    now = timezone.now()
    form = FollowUpForm(
        sent,
        request.FILES if request and sent is not None else None,
        asked=follow_ups_of(registration, now, languages),
        initial={"version": registration.version},
    )
    if request and sent is not None:
        take_files(form, edition=registration.edition, by=person(request), now=now)
    return form


def _page(
    request: HttpRequest, registration: Registration, form: FollowUpForm, status: int
) -> HttpResponse:
    edition = registration.edition
    asked = {row.pk for row in form.asked.questions}
    context = {
        "registration": registration,
        "edition": edition,
        "form": form,
        "answers": [row for key, row in form.asked.answers.items() if key in asked],
    }
    return render(request, "meet/follow_up.html", context, status=status)


@require_POST
def consent_take_back(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """A consent is taken back, whenever somebody wishes to."""
    registration = own_registration_of(request.user, pk)
    answer = answer_of(registration, question)
    is_done = take_back_consent(
        registration=registration,
        question=answer.question,
        by=person(request),
        now=timezone.now(),
    )
    if is_done:
        messages.success(request, _("You have taken the consent back. The organiser is told."))
    return redirect("registration-edit", pk)


@require_GET
def answer_file(request: HttpRequest, pk: int, question: int) -> HttpResponseBase:
    """A file that the cluster handed in."""
    registration = own_registration_of(request.user, pk)
    answer = answer_of(registration, question)
    if answer.file is None:
        back = reverse("registration-edit", args=[pk])
        return refused(request, _("This file is not there any more."), back=back)
    return download(answer.file)
