"""The organiser's pages and a cluster's registration."""

from django.urls import path

from events.views import editions, late, programme, register, registrations

EDITION = "organise/<slug:slug>/"
PROGRAMME = f"{EDITION}programme/"
REGISTRATIONS = f"{EDITION}registrations/"

urlpatterns = [
    path("organise/", editions.edition_list, name="organise-list"),
    path("organise/new/", editions.edition_create, name="organise-create"),
    path(f"{EDITION}edit/", editions.edition_edit, name="organise-edit"),
    path(f"{EDITION}state/", editions.edition_state, name="organise-state"),
    path(f"{EDITION}cancel/", editions.edition_cancel, name="organise-cancel"),
    path(PROGRAMME, programme.programme_page, name="organise-programme"),
    path(f"{PROGRAMME}new/", programme.session_create, name="organise-session-create"),
    path(f"{PROGRAMME}restore/", programme.session_restore, name="organise-session-restore"),
    path(f"{PROGRAMME}<int:pk>/", programme.session_edit, name="organise-session-edit"),
    path(f"{PROGRAMME}<int:pk>/move/", programme.session_move, name="organise-session-move"),
    path(f"{PROGRAMME}<int:pk>/remove/", programme.session_remove, name="organise-session-remove"),
    path(REGISTRATIONS, registrations.registration_list, name="organise-registrations"),
    path(f"{REGISTRATIONS}new/", late.cluster_search, name="organise-registration-create"),
    path(
        f"{REGISTRATIONS}new/<slug:cluster>/",
        late.registration_create,
        name="organise-registration-create-for",
    ),
    path(
        f"{REGISTRATIONS}decide/",
        registrations.registrations_decide,
        name="organise-registrations-decide",
    ),
    path(
        f"{REGISTRATIONS}undo/",
        registrations.registrations_undo,
        name="organise-registrations-undo",
    ),
    path(
        f"{REGISTRATIONS}<int:pk>/", registrations.registration_detail, name="organise-registration"
    ),
    path("editions/<slug:slug>/register/", register.edition_register, name="edition-register"),
    path("registrations/<int:pk>/", register.registration_edit, name="registration-edit"),
    path("registrations/<int:pk>/next/", register.registration_next, name="registration-next"),
    path(
        "registrations/<int:pk>/withdraw/",
        register.registration_withdraw,
        name="registration-withdraw",
    ),
]
