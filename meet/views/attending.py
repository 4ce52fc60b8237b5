"""Who of a cluster sits in a meeting."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from interface.forms import FORM_REFUSED
from interface.refusals import refused
from matchmaking.services import attending
from meet.forms.meetings import DelegateChoiceForm
from meet.loading import managed_registration_of, own_meeting_of
from meet.views.meetings import meeting_url
from meet.words.attending import NOT_OURS, REFUSALS


@require_POST
def meeting_delegate(request: HttpRequest, edition: str, cluster: str, pk: int) -> HttpResponse:
    """Choose who sits there, or leave it open."""
    registration = managed_registration_of(request.user, edition, cluster)
    meeting = own_meeting_of(registration, pk)
    back = meeting_url(registration, pk)
    form = DelegateChoiceForm(request.POST, delegates=registration.delegates.all())
    if not form.is_valid():
        return refused(request, str(NOT_OURS), back=back, status=FORM_REFUSED)
    chosen = form.cleaned_data["delegate"]
    try:
        attending.choose_delegate(
            meeting=meeting, side=registration, delegate=chosen, now=timezone.now()
        )
    except attending.ChoiceRefused as reason:
        return refused(request, str(REFUSALS[type(reason)]), back=back)
    words = _("Whoever is free sits in this meeting.")
    if chosen:
        words = _("%(name)s sits in this meeting.") % {"name": chosen}
    messages.success(request, words)
    return redirect(back)
