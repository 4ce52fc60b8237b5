"""Where a mail server leaves what came back, when it cannot write a maildir."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifications.services.bouncing import take_bounce


@csrf_exempt
@login_not_required
@require_POST
def bounce(request: HttpRequest) -> HttpResponse:
    """A mail as it came, with the secret: `Authorization: Bearer …`."""
    if not settings.BOUNCE_ADDRESS or not settings.BOUNCE_SECRET:
        raise Http404
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not constant_time_compare(given, settings.BOUNCE_SECRET):
        raise PermissionDenied
    take_bounce(raw=request.body, now=timezone.now())
    # The same for all else that came: nobody learns which tokens there are.
    return HttpResponse(status=204)


# What `interface.bounds` lets it read beside forms.
bounce.content_types = ("message/rfc822", "application/octet-stream")  # type: ignore[attr-defined]
bounce.most_of_strangers = 2_500_000  # type: ignore[attr-defined]
