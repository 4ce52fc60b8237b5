"""Every address of the site; each app keeps its own list."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from interface.languages import in_each_language

handler400 = "interface.refusals.bad_request"
handler429 = "interface.refusals.too_many_tries"
handler500 = "interface.outages.server_error"

# One door for everybody, with its limits on tries.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/second-step/", include("allauth.mfa.urls")),
    path("language/", login_not_required(require_POST(set_language)), name="language"),
    path("", include("accounts.urls")),
    path("", include("privacy.urls")),
    path("", include("notifications.urls")),
    path("", include("meet.urls")),
    path("", include("organise.urls")),
    in_each_language(settings.PUBLIC_URLS),
]
