"""The organiser changes a registration in the place of its cluster, which is told so."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.loading import person
from events.models import Edition, Question, Registration
from events.queries.questions import asked_with_registration
from events.rules import is_editable_by_cluster
from events.services import registrations
from events.services.answers import AnswersMissing, FileGone, QuestionsChanged
from events.services.handing_in import answers_in, take_files
from events.services.wishes import Wishes
from interface.forms import form_status, posted
from interface.refusals import refused
from interface.stale import CONFLICT, mark_stale, typed_in
from interface.words import number
from organise.forms.registrations import RegistrationForm
from organise.loading import organised_edition, registration_of

SETTLED = _lazy(
    "This registration is declined or withdrawn, or the event is over. It stays as it is."
)
ON_SITE_ONLY = _lazy("This event takes place on site alone now. Load the page again.")
SEATS_IN_USE = _lazy("The schedule holds more meetings at one time for it. Move one first.")

FILE_GONE = _lazy("A file that you chose before is not kept any more. Choose it again.")
DOES_NOT_FIT = _lazy("Some answers do not fit. Look at the questions again.")

UNANSWERED = (QuestionsChanged, AnswersMissing, FileGone)
NOT_SO = (
    *UNANSWERED,
    registrations.OnlineNotOffered,
    registrations.SeatsInUse,
    registrations.MeetingsLeftAlone,
)


@require_http_methods(["GET", "POST"])
def registration_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = organised_edition(request, slug)
    registration = registration_of(request, edition, pk)
    # It knows the reader's role already.
    registration.edition = edition
    back = reverse("organise-registration", args=[slug, pk])
    form, status = _form(edition, registration, request), None
    if not is_editable_by_cluster(edition, registration, timezone.now()):
        return refused(request, SETTLED, back=back, typed=typed_in(form))
    _take_files(form, edition, request)
    if form.is_bound and form.is_valid():
        try:
            is_changed = _change(request, registration, form)
        except registrations.NotChangeable:
            return refused(request, SETTLED, back=back, typed=typed_in(form))
        except registrations.RegistrationChanged:
            registration.refresh_from_db()
            mark_stale(form, _form(edition, registration), "version", "questions_seen")
            status = CONFLICT
        except NOT_SO as reason:
            form = _form(edition, registration, request)
            _take_files(form, edition, request)
            _say(form, reason)
        else:
            if is_changed:
                messages.success(request, _("Saved. The cluster is told in a few minutes."))
            else:
                messages.info(request, _("Nothing was changed, and nobody is told."))
            return redirect(back)
    return _page(request, registration, form, status)


registration_edit.takes_files = True  # type: ignore[attr-defined]


def _page(
    request: HttpRequest, registration: Registration, form: RegistrationForm, status: int | None
) -> HttpResponse:
    edition = registration.edition
    context = {
        "edition": edition,
        "registration": registration,
        "form": form,
        "asks_consent": any(row.kind == Question.Kind.CONSENT for row in form.asked.questions),
        "back": reverse("organise-registration", args=[edition.slug, registration.pk]),
    }
    status = CONFLICT if form.is_outdated else status or form_status(form)
    return render(request, "organise/registration_edit.html", context, status=status)


def _say(form: RegistrationForm, reason: Exception) -> None:
    """Why it cannot be stored so, one of `NOT_SO`, in the form as it was sent."""
    if not form.is_valid() and form.is_outdated:
        return
    if isinstance(reason, UNANSWERED):
        form.add_error(None, FILE_GONE if isinstance(reason, FileGone) else DOES_NOT_FIT)
    elif isinstance(reason, registrations.MeetingsLeftAlone):
        form.add_error(None, _left_alone(reason.count))
    elif isinstance(reason, registrations.SeatsInUse):
        form.add_error("seats", SEATS_IN_USE)
    else:
        form.add_error(None, ON_SITE_ONLY)


def _left_alone(count: int) -> str:
    return ngettext(
        "For %(count)s published meeting nobody of the delegation would be left. Move or cancel it "
        "first.",
        "For %(count)s published meetings nobody of the delegation would be left. Move or cancel "
        "them first.",
        count,
    ) % {"count": number(count)}


def _form(
    edition: Edition, registration: Registration, request: HttpRequest | None = None
) -> RegistrationForm:
    """As it is stored; as it was sent with a request that posts."""
    sent = posted(request) if request else None
    names = ("version", "max_meetings", "sends_colleague", "takes_part")
    there = {name: getattr(registration, name) for name in names}
    return RegistrationForm(
        sent,
        request.FILES if request and sent is not None else None,
        delegates=list(registration.delegates.all()),
        edition=edition,
        asked=asked_with_registration(edition, registration),
        in_place=True,
        initial={**there, "seats": registration.limit_at_once},
    )


def _take_files(form: RegistrationForm, edition: Edition, request: HttpRequest) -> None:
    if form.is_bound:
        take_files(form, edition=edition, by=person(request), now=timezone.now())


def _change(request: HttpRequest, registration: Registration, form: RegistrationForm) -> bool:
    clean = form.cleaned_data
    return registrations.change(
        registration=registration,
        wishes=Wishes(
            seats=clean["seats"],
            max_meetings=clean["max_meetings"],
            sends_colleague=clean["sends_colleague"],
            takes_part=form.way(),
            delegates=form.people(),
            shown_as=form.shown_as(),
            answers=answers_in(form, person(request)),
        ),
        version=clean["version"],
        now=timezone.now(),
        by_organiser=True,
    )
