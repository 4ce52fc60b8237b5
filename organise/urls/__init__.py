"""Addresses of an organiser's workspace."""

from django.urls import URLPattern, path

from organise.urls.calls import CALLS
from organise.urls.clusters import CLUSTERS
from organise.urls.edition import EVENT
from organise.urls.schedule import SCHEDULE
from organise.views import consents, deleting, editions, labels, lists, log, mails

urlpatterns: list[URLPattern] = [
    path(
        "organise/series/<slug:slug>/delete/", deleting.series_delete, name="organise-series-delete"
    ),
    *CALLS,
    path("staff/mails/", mails.all_mails, name="staff-mails"),
    path("staff/labels/", labels.label_list, name="staff-labels"),
    path("staff/labels/<int:pk>/", labels.label_source, name="staff-label"),
    path("staff/log/", log.whole_log_page, name="staff-log"),
    path("organise/", editions.edition_list, name="organise-list"),
    path("organise/lists/", lists.lists, name="organise-lists"),
    path("organise/new/", editions.edition_create, name="organise-create"),
    path("organise/consents/", consents.consent_list, name="organise-consents"),
    path(
        "organise/consents/bodies/<int:pk>/",
        consents.answer_as_body,
        name="organise-consent-body",
    ),
    path(
        "organise/consents/names/<int:pk>/",
        consents.answer_naming,
        name="organise-consent-naming",
    ),
    path(
        "organise/consents/series/<int:pk>/",
        consents.answer_as_series,
        name="organise-consent-series",
    ),
    *EVENT,
    *CLUSTERS,
    *SCHEDULE,
]
