"""Addresses of what a person may have of one's own data."""

from django.urls import path

from privacy import views

urlpatterns = [
    path("account/data/", views.my_data, name="my-data"),
    path("account/data/my-data.json", views.download, {"kind": "json"}, name="my-data-json"),
    path("account/data/my-data.html", views.download, {"kind": "html"}, name="my-data-readable"),
    path("account/data/erase/", views.erase_me, name="my-data-erase"),
    path("account/data/erase/link/", views.erase_link, name="my-data-erase-link"),
    path("account/data/erase/<str:token>/", views.erase_confirm, name="my-data-erase-confirm"),
    path("account/data/erased/", views.erased, name="my-data-erased"),
]
