"""The rules of an event's meetings: numbers, groups, and who never meets whom."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.loading import person
from events.models import Edition
from events.rules import can_organise
from interface.forms import FORM_REFUSED, INCOMPLETE, form_status, posted
from interface.parts import part
from interface.refusals import refused
from interface.stale import CONFLICT, mark_stale, typed_in
from matchmaking.queries.breaking import Breaking
from matchmaking.rules import can_set_rules
from matchmaking.services import rules as services
from matchmaking.words.other_times import MOVING
from organise.forms.rules import (
    BarForm,
    MembersForm,
    NewGroupForm,
    NumbersForm,
    TableForm,
    TouchedForm,
)
from organise.loading import (
    barred_pair_of,
    edition_to_answer,
    group_of,
    organised_edition,
)
from organise.queries.rules import barred_pairs, groups_of, in_no_group, members_of, table
from organise.words import rules as rule_words

PAGE_SIZE, MOST_MEMBERS = 50, 200
SAVED = _lazy("Saved. The rules hold from now on.")
ANSWERS = ("csrfmiddlewaretoken", "seen", "answer")


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """All rules; POST sets the numbers."""
    edition = edition_to_answer(request, slug)
    form = NumbersForm(posted(request), edition=edition)
    if form.is_bound and form.is_valid():
        if form.cleaned_data["version"] != edition.version:
            mark_stale(form, NumbersForm(edition=edition), "version")
            return _page(request, edition, form, status=CONFLICT)
        change = services.SetNumbers(form.values(), form.cleaned_data["version"])
        return _set(request, edition, change, typed=typed_in(form))
    return _page(request, edition, form)


@require_POST
def group_add(request: HttpRequest, slug: str) -> HttpResponse:
    edition = organised_edition(request, slug)
    form = NewGroupForm(request.POST, edition=edition)
    if form.is_valid():
        change = services.AddGroup(form.cleaned_data["name"])
        return _set(request, edition, change, typed=typed_in(form))
    return _page(request, edition, NumbersForm(edition=edition), adding=form)


@require_POST
def group_table(request: HttpRequest, slug: str) -> HttpResponse:
    edition = organised_edition(request, slug)
    groups = groups_of(edition)
    form = TableForm(request.POST, groups=groups)
    if not form.is_valid():
        return refused(request, INCOMPLETE, back=_address(edition), status=FORM_REFUSED)
    change = services.SetTable(form.shown(), form.permitted())
    return _set(request, edition, change, typed=rule_words.permitted(groups, form.permitted()))


@require_http_methods(["GET", "POST"])
def group(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One group: its name, and which clusters are in it."""
    edition = edition_to_answer(request, slug)
    found = group_of(edition, pk)
    members = part(members_of(found), "members", request.GET, MOST_MEMBERS)
    form = MembersForm(
        posted(request), edition=edition, shown=members, initial={"name": found.name}
    )
    if form.is_bound and form.is_valid():
        name = form.cleaned_data["name"]
        change = services.SetGroup(pk, name, form.joining, form.leaving)
        return _set(request, edition, change, typed=name)
    context = {
        "edition": edition,
        "group": found,
        "form": form,
        "members": members,
        "may_change": _may_change(request, edition),
    }
    return render(request, "organise/group.html", context, status=form_status(form))


@require_POST
def group_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = organised_edition(request, slug)
    return _set(request, edition, services.RemoveGroup(group_of(edition, pk).pk))


@require_http_methods(["GET", "POST"])
def pairs(request: HttpRequest, slug: str) -> HttpResponse:
    """Who never meets whom; POST names two more."""
    edition = edition_to_answer(request, slug)
    form = BarForm(posted(request), edition=edition)
    if form.is_bound and form.is_valid():
        clean = form.cleaned_data
        change = services.BarPair(clean["first"].pk, clean["second"].pk)
        return _set(request, edition, change, "organise-rules-pairs", typed=typed_in(form))
    page = Paginator(barred_pairs(edition), PAGE_SIZE).get_page(request.GET.get("page"))
    may_change = _may_change(request, edition)
    context = {"edition": edition, "form": form, "page_obj": page, "may_change": may_change}
    return render(request, "organise/barred_pairs.html", context, status=form_status(form))


@require_POST
def pair_lift(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    edition = organised_edition(request, slug)
    return _set(
        request, edition, services.LiftPair(barred_pair_of(edition, pk).pk), "organise-rules-pairs"
    )


def _page(
    request: HttpRequest,
    edition: Edition,
    form: NumbersForm,
    adding: NewGroupForm | None = None,
    status: int | None = None,
) -> HttpResponse:
    groups = list(groups_of(edition))
    context = {
        "edition": edition,
        "form": form,
        "adding": adding or NewGroupForm(edition=edition),
        "groups": groups,
        "lines": table(edition, groups),
        "in_no_group": in_no_group(edition),
        "barred": barred_pairs(edition).count(),
        "moving": MOVING[edition.who_moves],
        "may_change": _may_change(request, edition),
    }
    status = status or form_status(adding or form)
    return render(request, "organise/rules.html", context, status=status)


def _may_change(request: HttpRequest, edition: Edition) -> bool:
    return can_organise(request.user, edition) and can_set_rules(edition, timezone.now())


def _address(edition: Edition, page: str = "organise-rules") -> str:
    return reverse(page, args=[edition.slug])


def _set(
    request: HttpRequest,
    edition: Edition,
    change: services.Change,
    page: str = "organise-rules",
    *,
    typed: str = "",
) -> HttpResponse:
    """Carry a change out, or show first what it touches."""
    asked, back = TouchedForm(request.POST), _address(edition, page)
    if not asked.is_valid():
        return refused(request, INCOMPLETE, back=back, status=FORM_REFUSED)
    seen, calls_off = asked.cleaned_data["seen"], asked.cleaned_data["answer"] == "call_off"
    try:
        services.set_rules(
            edition=edition,
            change=change,
            answer=services.Answer(seen, calls_off),
            by=person(request),
            now=timezone.now(),
        )
    except services.Touches as touches:
        return _asked(request, edition, touches.found, back)
    except services.RulesRefused as refusal:
        return refused(request, rule_words.REFUSED[type(refusal)], back=back, typed=typed)
    messages.success(request, str(SAVED))
    return redirect(back)


def _asked(request: HttpRequest, edition: Edition, found: Breaking, back: str) -> HttpResponse:
    """What the change touches, with all that was entered, to be sent once more."""
    sent = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    context = {
        "edition": edition,
        "parts": rule_words.touched(found),
        "can_call_off": bool(found.bars),
        "seen": found.seen,
        "sent": [(name, value) for name, value in sent if name not in ANSWERS],
        "back": back,
    }
    return render(request, "organise/rules_touched.html", context)
