"""Addresses of an event itself: its dates, people, programme, languages, files and log."""

from django.urls import URLPattern, path

from organise.views import (
    copying,
    deleting,
    editions,
    exports,
    imports,
    languages,
    log,
    mails,
    moving,
    overview,
    people,
    programme,
)

EDITION = "organise/<slug:slug>/"
PROGRAMME = f"{EDITION}programme/"
LANGUAGES = f"{EDITION}languages/"
EXPORT = f"{EDITION}export/"
IMPORT = f"{EDITION}import/"
PEOPLE = f"{EDITION}people/"

EVENT: list[URLPattern] = [
    path(f"{EDITION}mails/", mails.edition_mails, name="organise-mails"),
    path(f"{EDITION}delete/", deleting.edition_delete, name="organise-delete"),
    path(f"{EDITION}copy/", copying.edition_copy, name="organise-copy"),
    path(f"{EDITION}edit/", editions.edition_edit, name="organise-edit"),
    path(f"{EDITION}move/", moving.edition_move, name="organise-edition-move"),
    path(f"{EDITION}state/", editions.edition_state, name="organise-state"),
    path(
        f"{EDITION}state/registration/",
        editions.edition_registration,
        name="organise-registration-period",
    ),
    path(f"{EDITION}cancel/", editions.edition_cancel, name="organise-cancel"),
    path(LANGUAGES, languages.language_list, name="organise-languages"),
    path(f"{LANGUAGES}<slug:language>/", languages.language_texts, name="organise-language"),
    path(PROGRAMME, programme.programme_page, name="organise-programme"),
    path(f"{PROGRAMME}new/", programme.session_create, name="organise-session-create"),
    path(f"{PROGRAMME}restore/", programme.session_restore, name="organise-session-restore"),
    path(f"{PROGRAMME}<int:pk>/", programme.session_edit, name="organise-session-edit"),
    path(f"{PROGRAMME}<int:pk>/move/", programme.session_move, name="organise-session-move"),
    path(f"{PROGRAMME}<int:pk>/remove/", programme.session_remove, name="organise-session-remove"),
    path(PEOPLE, people.people_list, name="organise-people"),
    path(f"{PEOPLE}<int:pk>/role/", people.person_role, name="organise-person-role"),
    path(f"{PEOPLE}<int:pk>/end/", people.person_end, name="organise-person-end"),
    path(
        f"{PEOPLE}invitations/<int:pk>/take-back/",
        people.offer_take_back,
        name="organise-offer-take-back",
    ),
    path(EDITION, overview.edition_overview, name="organise-overview"),
    path(EXPORT, exports.export, name="organise-export"),
    path(f"{EXPORT}whole/", exports.export_whole, name="organise-export-whole"),
    path(f"{EXPORT}<int:pk>/", exports.export_made, name="organise-export-made"),
    path(f"{EXPORT}<int:pk>/file/", exports.export_file, name="organise-export-file"),
    path(IMPORT, imports.import_start, name="organise-import"),
    path(f"{IMPORT}<int:pk>/", imports.import_list, name="organise-import-list"),
    path(f"{EDITION}log/", log.event_log_page, name="organise-log"),
]
