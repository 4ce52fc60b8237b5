"""What clusters do not know yet: who would get which mail, and telling them."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.loading import person
from events.models import Edition
from events.rules import ENDED, can_organise, phase
from matchmaking.queries.told import waiting_readers
from matchmaking.telling.acts import tell_them
from matchmaking.telling.entries import up_to_date
from matchmaking.telling.preview import drafts
from notifications.tasks import deliver, wake
from organise.loading import edition_to_answer
from organise.words import tell as words

# Each with its mail, once in each language that its members may read: a page stays small whatever
# the number of clusters.
MOST_MAILS = 20


@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest, slug: str) -> HttpResponse:
    """The mails as they would go out; POST sends them."""
    edition = edition_to_answer(request, slug)
    if request.method == "POST":
        return _tell(request, edition)
    now = timezone.now()
    up_to_date(edition, now)
    is_over = phase(edition, now) in ENDED
    readers = [] if is_over else waiting_readers(edition, by_itself=False)
    registrations = sorted({registration for registration, _ in readers})
    delegates = sum(access is not None for _, access in readers)
    languages = {*edition.languages, *(code for code, _ in settings.LANGUAGES)}
    page_size = max(MOST_MAILS // len(languages), 1)
    page = Paginator(registrations, page_size).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "is_telling": True,
        "page_obj": page,
        "drafts": drafts(edition, list(page.object_list), now),
        "clusters": len(readers) - delegates,
        "delegates": delegates,
        "may_tell": bool(readers) and can_organise(request.user, edition),
    }
    return render(request, "organise/tell.html", context)


def _tell(request: HttpRequest, edition: Edition) -> HttpResponse:
    told = tell_them(edition=edition, by=person(request), now=timezone.now())
    if told.clusters or told.delegates:
        transaction.on_commit(partial(wake, deliver))
    messages.success(request, words.told(told))
    return redirect("organise-tell", edition.slug)
