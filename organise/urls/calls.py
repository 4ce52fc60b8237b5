"""Addresses of calls: the organiser's, by `<slug:call>`, and those of who reviews."""

from django.urls import URLPattern, path

from organise.views.calls import deciding, languages, making, reviewing, taking

ALL = "organise/calls/"
CALL = f"{ALL}<slug:call>/"
REVIEW = "reviews/<slug:call>/"

CALLS: list[URLPattern] = [
    path(ALL, making.call_list, name="organise-calls"),
    path(f"{ALL}new/", making.call_create, name="organise-call-create"),
    path(CALL, deciding.call_overview, name="organise-call"),
    path(f"{CALL}edit/", making.call_edit, name="organise-call-edit"),
    path(f"{CALL}languages/<slug:language>/", languages.call_texts, name="organise-call-language"),
    path(f"{CALL}state/", making.call_state, name="organise-call-state"),
    path(f"{CALL}delete/", making.call_delete, name="organise-call-delete"),
    path(
        f"{CALL}applications/<int:pk>/", deciding.call_application, name="organise-call-application"
    ),
    path(f"{CALL}export/", taking.call_export, name="organise-call-export"),
    path(f"{CALL}propose/", deciding.call_propose, name="organise-call-propose"),
    path(f"{CALL}prepare/", deciding.call_prepare, name="organise-call-prepare"),
    path(f"{CALL}publish/", deciding.call_publish, name="organise-call-publish"),
    path(f"{CALL}reviewers/", reviewing.call_reviewers, name="organise-call-reviewers"),
    path(
        f"{CALL}reviewers/<int:pk>/remove/",
        reviewing.reviewer_remove,
        name="organise-call-reviewer-remove",
    ),
    path(
        f"{CALL}invitations/<int:pk>/revoke/",
        reviewing.reviewer_invitation_revoke,
        name="organise-call-invitation-revoke",
    ),
    path("reviews/", reviewing.review_list, name="review-list"),
    path("reviews/invitations/<str:token>/", reviewing.review_invitation, name="review-invitation"),
    path("reviews/invitations/<int:pk>/take/", reviewing.review_take, name="review-take"),
    path(REVIEW, reviewing.review_call, name="review-call"),
    path(f"{REVIEW}<int:pk>/", reviewing.review_application, name="review-application"),
]
