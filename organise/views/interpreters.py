"""Who interprets at an event: who, when, what for, and what it costs if somebody does not come."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from events.models import Edition
from events.rules import Act, can_organise, may
from interface.forms import FORM_REFUSED, SENT_BEFORE, form_status, posted
from interface.keys import KeyTaken
from interface.parts import part
from interface.plain_text import isolated
from interface.refusals import refused
from interface.stale import CONFLICT, mark_stale, typed_in
from matchmaking.models import Interpreter, Placement
from matchmaking.queries.interpreters import costs, lacking, needs
from matchmaking.queries.interpreting import others_than
from matchmaking.queries.names import names
from matchmaking.rules import is_open_for_planning
from matchmaking.services import interpreters as services
from matchmaking.words.names import where
from organise.forms.interpreters import ChangedInterpreterForm, NewInterpreterForm, ShownForm
from organise.loading import backstage_edition, organised_edition
from organise.loading.interpreting import interpreter_of
from organise.queries.interpreters import called_in, days_of_interpreter, interpreters_shown
from organise.words import interpreters as words

MOST_NEEDS, MOST_PEOPLE = 30, 25


@require_GET
def interpreters(request: HttpRequest, slug: str) -> HttpResponse:
    """Who interprets, and which agreed meetings need somebody."""
    edition = backstage_edition(request, slug)
    knows = may(request.user, edition, Act.KNOW)
    people = list(interpreters_shown(edition))
    by_id = {person.pk: person for person in people}
    people_shown = part(people, "people", request.GET, MOST_PEOPLE)
    needed = needs(edition)
    shown = part(needed.found, "needs", request.GET, MOST_NEEDS)
    lacks = part(lacking(edition, timezone.now()), "lacks", request.GET, MOST_NEEDS)
    called = called_in([*shown.items, *lacks.items])
    context = {
        "edition": edition,
        "people": [(person, words.spoken(person.languages)) for person in people_shown],
        "people_part": people_shown,
        "needs": needed,
        "needs_part": shown,
        "lines": [words.needed(need, called, by_id, knows=knows) for need in shown],
        "lacks_part": lacks,
        "lacks": [
            (lack.placement, *words.lack(lack, called, by_id, knows=knows)) for lack in lacks
        ],
        "may_change": _may_change(request, edition),
    }
    return render(request, "organise/interpreters.html", context)


@require_GET
def interpreter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The meetings of one, to print."""
    edition = organised_edition(request, slug, Act.KNOW)
    found = interpreter_of(edition, pk)
    version, days = days_of_interpreter(found)
    context = {
        "edition": edition,
        "interpreter": found,
        "spoken": words.spoken(found.languages),
        "version": version,
        "days": days,
    }
    return render(request, "organise/interpreter.html", context)


@require_http_methods(["GET", "POST"])
def interpreter_add(request: HttpRequest, slug: str) -> HttpResponse:
    edition = organised_edition(request, slug)
    form = NewInterpreterForm(posted(request), edition=edition, row=None)
    context = {"edition": edition, "form": form}
    if form.is_valid():
        now, key = timezone.now(), form.cleaned_data["idempotency_key"]
        try:
            made = services.add_interpreter(edition=edition, said=form.said(), key=key, now=now)
        except services.NameTaken:
            form.add_error("name", str(words.REFUSED[services.NameTaken]))
        except KeyTaken:
            return refused(request, SENT_BEFORE, back=_address(edition), typed=typed_in(form))
        except services.InterpretersRefused as refusal:
            return _refused(request, edition, refusal, typed=typed_in(form))
        else:
            messages.success(request, _("%(name)s interprets.") % {"name": made})
            return redirect(_address(edition))
    return render(request, "organise/interpreter_edit.html", context, status=form_status(form))


@require_http_methods(["GET", "POST"])
def interpreter_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say something else; what nobody is left for then is shown first."""
    edition = organised_edition(request, slug)
    row = interpreter_of(edition, pk)
    form, status = _form(edition, row, request), None
    context = {"edition": edition, "form": form, "interpreter": row}
    if form.is_valid():
        clean = form.cleaned_data
        try:
            services.change_interpreter(
                interpreter=row,
                said=form.said(),
                version=clean["version"],
                seen=clean["seen"],
                now=timezone.now(),
            )
        except services.NameTaken:
            form.add_error("name", str(words.REFUSED[services.NameTaken]))
        except services.Costs as lost:
            context |= {"costs": _said(edition, lost.found), "seen": lost.seen}
            status = FORM_REFUSED
        except services.InterpreterChanged:
            # Removed meanwhile: 404.
            mark_stale(form, _form(edition, interpreter_of(edition, pk)), "version")
            status = CONFLICT
        except services.InterpretersRefused as refusal:
            return _refused(request, edition, refusal, typed=typed_in(form))
        else:
            messages.success(
                request, _("Saved what you say of %(name)s.") % {"name": isolated(row)}
            )
            return redirect(_address(edition))
    status = status or form_status(form)
    return render(request, "organise/interpreter_edit.html", context, status=status)


def _form(
    edition: Edition, row: Interpreter, request: HttpRequest | None = None
) -> ChangedInterpreterForm:
    """As it is stored; as it was sent with a request that posts."""
    sent, shown = posted(request) if request else None, {"version": row.version}
    return ChangedInterpreterForm(sent, edition=edition, row=row, initial=shown)


@require_http_methods(["GET", "POST"])
def interpreter_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Shows first which meetings nobody would be left for."""
    edition = organised_edition(request, slug)
    row = interpreter_of(edition, pk)
    now = timezone.now()
    form = ShownForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            services.remove_interpreter(interpreter=row, now=now, **form.cleaned_data)
        except services.Costs:
            pass
        except services.InterpretersRefused as refusal:
            return _refused(request, edition, refusal)
        else:
            messages.success(
                request, _("%(name)s does not interpret any more.") % {"name": isolated(row)}
            )
            return redirect(_address(edition))
    if not is_open_for_planning(edition, now):
        return _refused(request, edition, services.EventClosed())
    lost = costs(edition, others_than(row), now)
    context = {
        "edition": edition,
        "interpreter": row,
        "costs": _said(edition, lost),
        "form": ShownForm(initial={"version": row.version, "seen": services.seen_of(lost)}),
        "is_changed": form.is_bound and form.is_valid(),
    }
    status = FORM_REFUSED if form.is_bound else 200
    return render(request, "organise/interpreter_remove.html", context, status=status)


def _may_change(request: HttpRequest, edition: Edition) -> bool:
    is_open = is_open_for_planning(edition, timezone.now())
    return is_open and can_organise(request.user, edition)


def _said(edition: Edition, rows: Iterable[Placement]) -> list[str]:
    """Meetings by name, with when."""
    rows = list(rows)
    known = names(edition, meetings=[row.meeting_id for row in rows])
    return [
        _("%(meeting)s (%(place)s)")
        % {
            "meeting": known.meeting(row.meeting_id),
            "place": where(known, row.slot_id, row.table_id),
        }
        for row in rows
    ]


def _address(edition: Edition) -> str:
    return reverse("organise-interpreters", args=[edition.slug])


def _refused(
    request: HttpRequest,
    edition: Edition,
    refusal: services.InterpretersRefused,
    typed: str = "",
) -> HttpResponse:
    return refused(request, words.REFUSED[type(refusal)], back=_address(edition), typed=typed)
