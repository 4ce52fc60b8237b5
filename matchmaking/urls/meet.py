"""The manager's pages."""

from django.urls import path

from matchmaking.views import meet

EDITION_CLUSTER = "meet/<slug:edition>/<slug:cluster>"

urlpatterns = [
    path("my/", meet.my_home, name="my-home"),
    path("my/clusters/<slug:slug>/profile/", meet.profile_edit, name="cluster-profile-edit"),
    path(f"{EDITION_CLUSTER}/", meet.home, name="meet-home"),
    path(f"{EDITION_CLUSTER}/requests/", meet.request_list, name="meet-requests"),
    path(f"{EDITION_CLUSTER}/requests/<int:pk>/accept/", meet.accept, name="meet-accept"),
    path(f"{EDITION_CLUSTER}/requests/<int:pk>/decline/", meet.decline, name="meet-decline"),
    path(f"{EDITION_CLUSTER}/requests/<int:pk>/withdraw/", meet.withdraw, name="meet-withdraw"),
    path(f"{EDITION_CLUSTER}/requests/<int:pk>/undo/", meet.undo, name="meet-undo"),
    path(f"{EDITION_CLUSTER}/partners/", meet.partner_list, name="meet-partners"),
    path(f"{EDITION_CLUSTER}/partners/<slug:partner>/", meet.partner_detail, name="meet-partner"),
    path(f"{EDITION_CLUSTER}/availability/", meet.availability, name="meet-availability"),
    path(f"{EDITION_CLUSTER}/asks/<int:pk>/answer/", meet.answer_ask, name="meet-ask-answer"),
    path(f"{EDITION_CLUSTER}/agenda/", meet.agenda, name="meet-agenda"),
    path(f"{EDITION_CLUSTER}/agenda.ics", meet.agenda_calendar, name="meet-agenda-calendar"),
]
