"""A cluster's way into an edition: register, what happens next, change."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.loading import person
from clusters.models import Organisation
from events.models import Edition, Registration
from events.queries.editions import clusters_of, clusters_to_register
from events.queries.questions import asked_with_registration, has_follow_ups
from events.queries.same_people import sharing
from events.rules import (
    ENDED,
    is_editable_by_cluster,
    is_open_for_registration,
    is_withdrawable,
    phase,
)
from events.services import registrations
from events.services.handing_in import answers_in, take_files
from events.services.wishes import Wishes
from interface.forms import form_status, posted
from interface.keys import KeyTaken
from interface.refusals import refused
from interface.stale import CONFLICT, mark_stale, typed_in
from interface.words import number
from meet.forms.registering import (
    DelegationForm,
    EarlierForm,
    RegistrationEditForm,
    RegistrationForm,
)
from meet.loading import edition_of, own_registration_of
from meet.queries.home import registrations_of
from meet.views.filling_in import filled_from, offered
from meet.views.unanswered import UNANSWERED, say_unanswered
from translations.languages import wished

NOT_OPEN = _lazy("Registration for this event is not open.")
SEATS_IN_USE = _lazy(
    "The schedule holds more meetings at one time for you. Ask the organiser to move one first."
)
ON_SITE_ONLY = _lazy("This event takes place on site alone now. Load the page again.")


def left_alone(count: int) -> str:
    words = ngettext(
        "Nobody of yours would be there for %(count)s published meeting. Leave the delegates and "
        "the limit as they are here; the page of each delegate shows what it costs to remove them.",
        "Nobody of yours would be there for %(count)s published meetings. Leave the delegates and "
        "the limit as they are here; the page of each delegate shows what it costs to remove them.",
        count,
    )
    return words % {"count": number(count)}


NOT_SO = (
    *UNANSWERED,
    KeyTaken,
    registrations.OnlineNotOffered,
    registrations.SeatsInUse,
    registrations.MeetingsLeftAlone,
)


def _say(form: DelegationForm, reason: Exception) -> None:
    """Why it cannot be stored so, one of `NOT_SO`, in the form as it was sent."""
    if not form.is_valid() and form.is_outdated:
        return
    match reason:
        case registrations.MeetingsLeftAlone():
            form.add_error(None, left_alone(reason.count))
        case registrations.SeatsInUse():
            form.add_error("seats", SEATS_IN_USE)
        case registrations.OnlineNotOffered():
            form.add_error(None, ON_SITE_ONLY)
        case KeyTaken():
            form.add_error(None, _("Load this page again and register once more."))
        case _:
            say_unanswered(form, reason)


SETTLED = _lazy(
    "This registration is declined or withdrawn, or the event is over. It stays as it is."
)


@require_http_methods(["GET", "POST"])
def edition_register(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_of(request.user, slug)
    if request.method == "POST":
        return _register(request, edition)
    if not is_open_for_registration(edition, timezone.now()):
        return refused(request, str(NOT_OPEN), back=edition.get_absolute_url())
    clusters = clusters_to_register(request.user, edition)
    asked = asked_with_registration(edition, wished=wished(request))
    offer = offered(request, clusters, edition)
    filled = filled_from(offer, asked) if offer.is_valid() else {}
    initial = {"cluster": request.GET.get("cluster")} | filled.pop("initial", {})
    form = RegistrationForm(
        clusters=clusters, edition=edition, asked=asked, initial=initial, **filled
    )
    return _register_page(request, edition, form, clusters=clusters, offer=offer)


edition_register.takes_files = True  # type: ignore[attr-defined]


def _register(request: HttpRequest, edition: Edition) -> HttpResponse:
    own = clusters_of(request.user)
    if not own.exists():
        raise PermissionDenied
    form = _sent_form(request, edition, own)
    existing = None
    if form.is_valid():
        try:
            registration = _registered(request, edition, form)
        except registrations.RegistrationClosed:
            back = edition.get_absolute_url()
            return refused(request, str(NOT_OPEN), back=back, typed=typed_in(form))
        except NOT_SO as reason:
            form = _sent_form(request, edition, own)
            _say(form, reason)
        except registrations.AlreadyRegistered as already:
            existing = already.registration
        else:
            return redirect("registration-next", registration.pk)
    return _register_page(request, edition, form, clusters=own, existing=existing)


def _sent_form(
    request: HttpRequest, edition: Edition, clusters: QuerySet[Organisation]
) -> RegistrationForm:
    """The form as it was sent, with the questions as they are now."""
    form = RegistrationForm(
        request.POST,
        request.FILES,
        clusters=clusters,
        edition=edition,
        asked=asked_with_registration(edition, wished=wished(request)),
    )
    take_files(form, edition=edition, by=person(request), now=timezone.now())
    return form


def _registered(request: HttpRequest, edition: Edition, form: RegistrationForm) -> Registration:
    return registrations.register(
        edition=edition,
        cluster=form.cleaned_data["cluster"],
        by=person(request),
        wishes=_wishes(request, form),
        key=form.cleaned_data["idempotency_key"],
        now=timezone.now(),
    )


def _register_page(
    request: HttpRequest,
    edition: Edition,
    form: RegistrationForm,
    *,
    clusters: QuerySet[Organisation],
    existing: Registration | None = None,
    offer: EarlierForm | None = None,
) -> HttpResponse:
    """`existing` is the registration that the cluster turned out to have already, `offer` what the
    form can be filled in with, or was.
    """
    context = {
        "edition": edition,
        "form": form,
        "clusters": clusters,
        "registered": registrations_of(request.user, edition),
        "existing": existing,
        "offer": offer if offer and offer.registrations else None,
    }
    status = CONFLICT if existing or form.is_outdated else form_status(form)
    return render(request, "meet/register.html", context, status=status)


def _wishes(request: HttpRequest, form: DelegationForm) -> Wishes:
    clean = form.cleaned_data
    return Wishes(
        seats=clean["seats"],
        max_meetings=clean["max_meetings"],
        message=clean["message"],
        sends_colleague=clean["sends_colleague"],
        takes_part=form.way(),
        delegates=form.people(),
        words=form.words(),
        shown_as=form.shown_as(),
        answers=answers_in(form, person(request), wished(request)),
    )


@require_GET
def registration_next(request: HttpRequest, pk: int) -> HttpResponse:
    """What happens next, right after registering."""
    registration = own_registration_of(request.user, pk)
    now = phase(registration.edition, timezone.now())
    context = {"registration": registration, "edition": registration.edition, "phase": now}
    return render(request, "meet/registration_next.html", context | {"is_over": now in ENDED})


@require_http_methods(["GET", "POST"])
def registration_edit(request: HttpRequest, pk: int) -> HttpResponse:
    registration = own_registration_of(request.user, pk)
    form = _edit_form(registration, request)
    if form.is_valid():
        try:
            registrations.change(
                registration=registration,
                wishes=_wishes(request, form),
                version=form.cleaned_data["version"],
                now=timezone.now(),
            )
        except registrations.NotChangeable:
            return refused(request, str(SETTLED), back=request.path, typed=typed_in(form))
        except registrations.RegistrationChanged:
            registration.refresh_from_db()
            mark_stale(form, _edit_form(registration), "version", "questions_seen")
            return _edit_page(request, registration, form, CONFLICT)
        except NOT_SO as reason:
            form = _edit_form(registration, request)
            _say(form, reason)
        else:
            messages.success(request, _("Registration saved."))
            return redirect("registration-edit", pk)
    return _edit_page(request, registration, form, CONFLICT if form.is_outdated else None)


registration_edit.takes_files = True  # type: ignore[attr-defined]


def _edit_form(
    registration: Registration, request: HttpRequest | None = None
) -> RegistrationEditForm:
    """As it is stored; as it was sent with a request that posts."""
    sent, languages = (posted(request), wished(request)) if request else (None, ())
    form = RegistrationEditForm(
        sent,
        request.FILES if request and sent is not None else None,
        delegates=list(registration.delegates.all()),
        edition=registration.edition,
        asked=asked_with_registration(registration.edition, registration, languages),
        initial={
            "version": registration.version,
            "seats": registration.limit_at_once,
            "max_meetings": registration.max_meetings,
            "sends_colleague": registration.sends_colleague,
            "takes_part": registration.takes_part,
            "message": registration.message,
        },
    )
    if request and sent is not None:
        take_files(form, edition=registration.edition, by=person(request), now=timezone.now())
    return form


def _edit_page(
    request: HttpRequest,
    registration: Registration,
    form: RegistrationEditForm,
    status: int | None = None,
) -> HttpResponse:
    edition = registration.edition
    context = {
        "registration": registration,
        "edition": edition,
        "form": form,
        "sharing": sharing(registration),
        "answers": list(form.asked.answers.values()),
        "follow_ups": has_follow_ups(registration, timezone.now()),
        "is_published": phase(edition, timezone.now())
        in (Edition.State.PUBLISHED, Edition.State.RUNNING),
        "may_change": is_editable_by_cluster(edition, registration, timezone.now()),
        "may_withdraw": is_withdrawable(edition, registration, timezone.now()),
        "may_register_again": registration.state == Registration.State.WITHDRAWN
        and is_open_for_registration(edition, timezone.now()),
    }
    return render(
        request, "meet/registration_edit.html", context, status=status or form_status(form)
    )
