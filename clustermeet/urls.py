"""Every address of the site; each app keeps its own list."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

handler500 = "interface.outages.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("", include("accounts.urls")),
    path("", include("meet.urls")),
    path("", include("organise.urls")),
    path("", include("catalogue.urls")),
]
