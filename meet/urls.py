"""Addresses of a cluster manager's workspace."""

from django.urls import URLPattern, path

from meet.views import (
    agenda,
    asks,
    availability,
    claims,
    home,
    members,
    messages,
    partners,
    profile,
    registering,
    requests,
)

HERE = "meet/<slug:edition>/<slug:cluster>/"

urlpatterns: list[URLPattern] = [
    path("my/", home.my_home, name="my-home"),
    path("my/clusters/<slug:slug>/profile/", profile.profile_edit, name="cluster-profile-edit"),
    path(HERE, home.home, name="meet-home"),
    path(f"{HERE}requests/", requests.request_list, name="meet-requests"),
    path(f"{HERE}requests/<int:pk>/accept/", requests.accept, name="meet-accept"),
    path(f"{HERE}requests/<int:pk>/decline/", requests.decline, name="meet-decline"),
    path(f"{HERE}requests/<int:pk>/withdraw/", requests.withdraw, name="meet-withdraw"),
    path(f"{HERE}requests/<int:pk>/undo/", requests.undo, name="meet-undo"),
    path(f"{HERE}partners/", partners.partner_list, name="meet-partners"),
    path(f"{HERE}partners/<slug:partner>/", partners.partner_detail, name="meet-partner"),
    path(f"{HERE}availability/", availability.availability, name="meet-availability"),
    path(f"{HERE}asks/<int:pk>/answer/", asks.answer_ask, name="meet-ask-answer"),
    path(f"{HERE}agenda/", agenda.agenda, name="meet-agenda"),
    path(f"{HERE}agenda.ics", agenda.agenda_calendar, name="meet-agenda-calendar"),
    path(f"{HERE}organiser/", messages.ask_organiser, name="meet-organiser"),
    path("editions/<slug:slug>/register/", registering.edition_register, name="edition-register"),
    path("registrations/<int:pk>/", registering.registration_edit, name="registration-edit"),
    path("registrations/<int:pk>/next/", registering.registration_next, name="registration-next"),
    path(
        "registrations/<int:pk>/withdraw/",
        registering.registration_withdraw,
        name="registration-withdraw",
    ),
    path("claims/", claims.claim_list, name="claim-list"),
    path("claims/new/", claims.claim_create, name="claim-create"),
    path("claims/<int:pk>/approve/", claims.claim_approve, name="claim-approve"),
    path("claims/<int:pk>/decline/", claims.claim_decline, name="claim-decline"),
    path("organisations/<slug:slug>/members/", members.member_list, name="member-list"),
    path(
        "organisations/<slug:slug>/members/<int:pk>/remove/",
        members.member_remove,
        name="member-remove",
    ),
    path(
        "organisations/<slug:slug>/members/<int:pk>/owner/",
        members.member_owner,
        name="member-owner",
    ),
    path(
        "organisations/<slug:slug>/former-members/<int:pk>/give-back/",
        members.member_give_back,
        name="member-give-back",
    ),
    path("invitations/<int:pk>/take/", members.invitation_take, name="invitation-take"),
    path(
        "organisations/<slug:slug>/invitations/<int:pk>/revoke/",
        members.invitation_revoke,
        name="invitation-revoke",
    ),
    path("invitations/<str:token>/", members.invitation_accept, name="invitation-accept"),
]
