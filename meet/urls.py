"""Addresses of a cluster manager's workspace."""

from django.urls import URLPattern, path

from meet.views import (
    agenda,
    answers,
    applying,
    asks,
    attending,
    availability,
    calendars,
    claims,
    comparing,
    delegate_accounts,
    delegates,
    event_roles,
    home,
    instant,
    invited,
    log,
    logo,
    meetings,
    members,
    messages,
    other_times,
    own_agenda,
    own_files,
    partners,
    profile,
    questions,
    recommended,
    registering,
    requests,
    some_times,
    withdrawing,
)

HERE = "meet/<slug:edition>/<slug:cluster>/"

# A delegate's own pages.
OWN = "my/events/<slug:edition>/"

urlpatterns: list[URLPattern] = [
    path("my/", home.my_home, name="my-home"),
    path("my/clusters/<slug:slug>/logo/", logo.logo, name="cluster-logo"),
    path("my/clusters/<slug:slug>/profile/", profile.profile_edit, name="cluster-profile-edit"),
    path("answers/<str:token>/", answers.answer_by_mail, name="answer-by-mail"),
    path("my/invitations/<int:pk>/", invited.event_invitation, name="event-invitation"),
    path("invited/<str:token>/", invited.invitation_by_mail, name="event-invitation-by-mail"),
    path("my/event-roles/<int:pk>/end/", event_roles.role_end, name="event-role-end"),
    path("my/event-roles/offers/<int:pk>/take/", event_roles.offer_take, name="event-role-take"),
    path("event-roles/<str:token>/", event_roles.offer_accept, name="event-role-accept"),
    path("my/calendars/", calendars.calendar_list, name="my-calendars"),
    path("my/calendars/make/", calendars.calendar_make, name="my-calendar-make"),
    path(
        "my/clusters/<slug:slug>/calendar/make/",
        calendars.calendar_make_of,
        name="cluster-calendar-make",
    ),
    path("my/calendars/<int:pk>/end/", calendars.calendar_end, name="my-calendar-end"),
    path("calendars/<str:token>.ics", calendars.calendar_feed, name="calendar-feed"),
    path(HERE, home.home, name="meet-home"),
    path(f"{HERE}requests/", requests.request_list, name="meet-requests"),
    path(f"{HERE}requests/<int:pk>/answer/", some_times.answer, name="meet-answer"),
    path(f"{HERE}requests/<int:pk>/accept/", requests.accept, name="meet-accept"),
    path(f"{HERE}requests/<int:pk>/decline/", requests.decline, name="meet-decline"),
    path(f"{HERE}requests/<int:pk>/withdraw/", requests.withdraw, name="meet-withdraw"),
    path(f"{HERE}requests/<int:pk>/undo/", requests.undo, name="meet-undo"),
    path(f"{HERE}partners/", partners.partner_list, name="meet-partners"),
    path(f"{HERE}partners/<slug:partner>/", partners.partner_detail, name="meet-partner"),
    path(f"{HERE}partners/<slug:partner>/compare/", comparing.compare, name="meet-compare"),
    path(f"{HERE}recommended/", recommended.recommended_list, name="meet-recommended"),
    path(f"{HERE}partners/<slug:partner>/times/", instant.ask, name="meet-partner-times"),
    path(
        f"{HERE}recommended/<slug:partner>/set-aside/", recommended.set_aside, name="meet-set-aside"
    ),
    path(
        f"{HERE}recommended/<slug:partner>/show-again/",
        recommended.show_again,
        name="meet-show-again",
    ),
    path(f"{HERE}availability/", availability.availability, name="meet-availability"),
    path(f"{HERE}asks/<int:pk>/answer/", asks.answer_ask, name="meet-ask-answer"),
    path(f"{HERE}agenda/", agenda.agenda, name="meet-agenda"),
    path(f"{HERE}agenda.ics", agenda.agenda_calendar, name="meet-agenda-calendar"),
    path(f"{HERE}meetings/<int:pk>/", meetings.meeting, name="meet-meeting"),
    path(f"{HERE}meetings/<int:pk>.ics", meetings.meeting_calendar, name="meet-meeting-calendar"),
    path(f"{HERE}meetings/<int:pk>/cancel/", meetings.meeting_cancel, name="meet-meeting-cancel"),
    path(
        f"{HERE}meetings/<int:pk>/take-up/", meetings.meeting_take_up, name="meet-meeting-take-up"
    ),
    path(f"{HERE}meetings/<int:pk>/times/", other_times.other_times, name="meet-meeting-times"),
    path(f"{HERE}offers/<int:pk>/answer/", other_times.offer_answer, name="meet-offer-answer"),
    path(
        f"{HERE}meetings/<int:pk>/delegate/",
        attending.meeting_delegate,
        name="meet-meeting-delegate",
    ),
    path(f"{HERE}meetings/<int:pk>/show/", meetings.meeting_show, name="meet-meeting-show"),
    path(f"{HERE}organiser/", messages.ask_organiser, name="meet-organiser"),
    path("editions/<slug:slug>/register/", registering.edition_register, name="edition-register"),
    path("registrations/<int:pk>/", registering.registration_edit, name="registration-edit"),
    path("registrations/<int:pk>/next/", registering.registration_next, name="registration-next"),
    path(
        "registrations/<int:pk>/withdraw/",
        withdrawing.registration_withdraw,
        name="registration-withdraw",
    ),
    path(
        "registrations/<int:pk>/delegates/", delegates.delegate_list, name="registration-delegates"
    ),
    path(
        "registrations/<int:pk>/delegates/<int:delegate>/",
        delegates.delegate_edit,
        name="delegate-edit",
    ),
    path(
        "registrations/<int:pk>/delegates/<int:delegate>/remove/",
        delegates.delegate_remove,
        name="delegate-remove",
    ),
    path("calls/<slug:call>/apply/", applying.call_apply, name="call-apply"),
    path("applications/", applying.application_list, name="application-list"),
    path("applications/<int:pk>/", applying.application_detail, name="application-detail"),
    path(
        "applications/<int:pk>/withdraw/",
        applying.application_withdraw,
        name="application-withdraw",
    ),
    path("registrations/<int:pk>/follow-up/", questions.follow_up, name="registration-follow-up"),
    path(
        "registrations/<int:pk>/consents/<int:question>/take-back/",
        questions.consent_take_back,
        name="registration-consent-take-back",
    ),
    path(
        "registrations/<int:pk>/files/<int:question>/",
        questions.answer_file,
        name="registration-file",
    ),
    path(
        "registrations/<int:pk>/delegates/<int:delegate>/invite/",
        delegate_accounts.delegate_invite,
        name="delegate-invite",
    ),
    path(
        "registrations/<int:pk>/delegates/<int:delegate>/acting/",
        delegate_accounts.delegate_acting,
        name="delegate-acting",
    ),
    path(
        "registrations/<int:pk>/delegates/<int:delegate>/end/",
        delegate_accounts.delegate_account_end,
        name="delegate-account-end",
    ),
    path(
        "delegate-invitations/<int:pk>/take/", delegate_accounts.delegate_take, name="delegate-take"
    ),
    path(
        "delegate-invitations/<str:token>/",
        delegate_accounts.delegate_accept,
        name="delegate-accept",
    ),
    path(OWN, own_agenda.own_agenda, name="delegate-agenda"),
    path(f"{OWN}about-you/", own_agenda.own_particulars, name="delegate-particulars"),
    path(f"{OWN}leave/", own_agenda.own_leave, name="delegate-leave"),
    path(f"{OWN}agenda.ics", own_files.own_agenda_calendar, name="delegate-agenda-calendar"),
    path(f"{OWN}calendar/make/", calendars.calendar_make_own, name="delegate-calendar-make"),
    path(f"{OWN}meetings/<int:pk>/", own_agenda.own_meeting, name="delegate-meeting"),
    path(
        f"{OWN}meetings/<int:pk>.ics",
        own_files.own_meeting_calendar,
        name="delegate-meeting-calendar",
    ),
    path("claims/", claims.claim_list, name="claim-list"),
    path("claims/new/", claims.claim_create, name="claim-create"),
    path("claims/<int:pk>/approve/", claims.claim_approve, name="claim-approve"),
    path("claims/<int:pk>/decline/", claims.claim_decline, name="claim-decline"),
    path("organisations/<slug:slug>/members/", members.member_list, name="member-list"),
    path("organisations/<slug:slug>/log/", log.member_log, name="member-log"),
    path(
        "organisations/<slug:slug>/members/<int:pk>/remove/",
        members.member_remove,
        name="member-remove",
    ),
    path(
        "organisations/<slug:slug>/members/<int:pk>/role/",
        members.member_role,
        name="member-role",
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
