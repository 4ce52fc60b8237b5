"""Addresses of an organiser's workspace."""

from django.urls import URLPattern, path

from organise.urls.calls import CALLS
from organise.views import (
    acting,
    answers,
    circulars,
    comparison,
    consents,
    copying,
    deleting,
    editing,
    editions,
    exports,
    fairness,
    grid,
    imports,
    interpreters,
    invitations,
    inviting,
    labels,
    languages,
    late,
    log,
    mails,
    meetings,
    messages,
    moving,
    overview,
    people,
    programme,
    publishing,
    questions,
    registrations,
    remedies,
    reminders,
    replan,
    requests,
    rules,
    runs,
    schedule,
    tell,
    what_if,
)

EDITION = "organise/<slug:slug>/"
PROGRAMME = f"{EDITION}programme/"
LANGUAGES = f"{EDITION}languages/"
EXPORT = f"{EDITION}export/"
IMPORT = f"{EDITION}import/"
INTERPRETERS = f"{EDITION}interpreters/"
MESSAGES = f"{EDITION}messages/"
SEVERAL = f"{MESSAGES}several/"
INVITATIONS = f"{EDITION}invitations/"
PEOPLE = f"{EDITION}people/"
QUESTIONS = f"{EDITION}questions/"
REGISTRATIONS = f"{EDITION}registrations/"
RUN = f"{EDITION}runs/<int:number>/"
VERSION = f"{EDITION}schedule/<int:number>/"
REPLAN = f"{EDITION}replan/"
REMINDERS = f"{EDITION}reminders/"
RULES = f"{EDITION}rules/"
WHAT_IF = f"{EDITION}what-if/"

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
    path(INVITATIONS, invitations.invitation_list, name="organise-invitations"),
    path(f"{INVITATIONS}new/", inviting.invitation_new, name="organise-invitation-new"),
    path(
        f"{INVITATIONS}<int:pk>/take-back/",
        invitations.round_take_back,
        name="organise-invitations-take-back",
    ),
    path(
        f"{INVITATIONS}withdraw/",
        invitations.invitations_withdraw,
        name="organise-invitations-withdraw",
    ),
    path(
        f"{INVITATIONS}remind/", invitations.invitations_remind, name="organise-invitations-remind"
    ),
    path(PEOPLE, people.people_list, name="organise-people"),
    path(f"{PEOPLE}<int:pk>/role/", people.person_role, name="organise-person-role"),
    path(f"{PEOPLE}<int:pk>/end/", people.person_end, name="organise-person-end"),
    path(
        f"{PEOPLE}invitations/<int:pk>/take-back/",
        people.offer_take_back,
        name="organise-offer-take-back",
    ),
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
    path(
        f"{REGISTRATIONS}<int:pk>/edit/",
        editing.registration_edit,
        name="organise-registration-edit",
    ),
    path(
        f"{REGISTRATIONS}<int:pk>/files/<int:question>/",
        answers.answer_file,
        name="organise-answer-file",
    ),
    path(QUESTIONS, questions.question_list, name="organise-questions"),
    path(f"{QUESTIONS}preview/", questions.preview, name="organise-questions-preview"),
    path(f"{QUESTIONS}send/", questions.questions_send, name="organise-questions-send"),
    path(f"{QUESTIONS}answers/", answers.answer_list, name="organise-answers"),
    path(f"{QUESTIONS}<int:pk>/", questions.question, name="organise-question"),
    path(f"{QUESTIONS}<int:pk>/move/", questions.question_move, name="organise-question-move"),
    path(
        f"{QUESTIONS}<int:pk>/remove/", questions.question_remove, name="organise-question-remove"
    ),
    path(
        f"{QUESTIONS}<int:pk>/restore/",
        questions.question_restore,
        name="organise-question-restore",
    ),
    path(
        f"{QUESTIONS}<int:pk>/answers/",
        answers.answers_to_question,
        name="organise-question-answers",
    ),
    path(EDITION, overview.edition_overview, name="organise-overview"),
    path(EXPORT, exports.export, name="organise-export"),
    path(f"{EXPORT}whole/", exports.export_whole, name="organise-export-whole"),
    path(f"{EXPORT}<int:pk>/", exports.export_made, name="organise-export-made"),
    path(f"{EXPORT}<int:pk>/file/", exports.export_file, name="organise-export-file"),
    path(IMPORT, imports.import_start, name="organise-import"),
    path(f"{IMPORT}<int:pk>/", imports.import_list, name="organise-import-list"),
    path(f"{EDITION}log/", log.event_log_page, name="organise-log"),
    path(MESSAGES, messages.thread_list, name="organise-messages"),
    path(f"{MESSAGES}<int:pk>/", messages.thread_page, name="organise-thread"),
    path(f"{SEVERAL}new/", circulars.circular_new, name="organise-circular-new"),
    path(f"{SEVERAL}<int:pk>/", circulars.circular, name="organise-circular"),
    path(
        f"{SEVERAL}<int:pk>/take-back/",
        circulars.circular_take_back,
        name="organise-circular-take-back",
    ),
    path(f"{EDITION}meetings/<int:pk>/", meetings.meeting, name="organise-meeting"),
    path(f"{EDITION}offers/<int:pk>/answer/", meetings.offer_answer, name="organise-offer-answer"),
    path(
        f"{EDITION}meetings/<int:pk>/cancel/",
        messages.meeting_cancel,
        name="organise-meeting-cancel",
    ),
    path(
        f"{EDITION}meetings/<int:pk>/take-up/",
        messages.meeting_take_up,
        name="organise-meeting-take-up",
    ),
    path(f"{EDITION}tell/", tell.tell, name="organise-tell"),
    path(f"{EDITION}times/", grid.times, name="organise-times"),
    path(f"{EDITION}times/places/", grid.places, name="organise-times-places"),
    path(f"{EDITION}times/own-table/", grid.own_table, name="organise-own-table"),
    path(
        f"{EDITION}times/table/",
        grid.table_use,
        {"page": "organise-times"},
        name="organise-table-use",
    ),
    path(REMINDERS, reminders.plan, name="organise-reminders"),
    path(f"{REMINDERS}usual/", reminders.plan_usual, name="organise-reminders-usual"),
    path(f"{REMINDERS}<int:pk>/", reminders.reminder, name="organise-reminder"),
    path(INTERPRETERS, interpreters.interpreters, name="organise-interpreters"),
    path(f"{INTERPRETERS}new/", interpreters.interpreter_add, name="organise-interpreter-create"),
    path(f"{INTERPRETERS}<int:pk>/", interpreters.interpreter, name="organise-interpreter"),
    path(
        f"{INTERPRETERS}<int:pk>/edit/",
        interpreters.interpreter_edit,
        name="organise-interpreter-edit",
    ),
    path(
        f"{INTERPRETERS}<int:pk>/remove/",
        interpreters.interpreter_remove,
        name="organise-interpreter-remove",
    ),
    path(RULES, rules.rules, name="organise-rules"),
    path(f"{RULES}groups/", rules.group_add, name="organise-rules-groups"),
    path(f"{RULES}table/", rules.group_table, name="organise-rules-table"),
    path(f"{RULES}groups/<int:pk>/", rules.group, name="organise-group"),
    path(f"{RULES}groups/<int:pk>/remove/", rules.group_remove, name="organise-group-remove"),
    path(f"{RULES}pairs/", rules.pairs, name="organise-rules-pairs"),
    path(f"{RULES}pairs/<int:pk>/lift/", rules.pair_lift, name="organise-rules-lift"),
    path(f"{EDITION}requests/", requests.request_list, name="organise-requests"),
    path(f"{EDITION}requests/ask/", acting.ask_for_cluster, name="organise-ask"),
    path(f"{EDITION}requests/<int:pk>/", acting.request_detail, name="organise-request"),
    path(
        f"{EDITION}requests/<int:pk>/decline/", acting.decline_for_cluster, name="organise-decline"
    ),
    path(
        f"{EDITION}requests/<int:pk>/withdraw/",
        acting.withdraw_for_cluster,
        name="organise-withdraw",
    ),
    path(f"{EDITION}requests/remind/", requests.remind, name="organise-remind"),
    path(
        f"{EDITION}requests/<int:pk>/accept/",
        requests.accept_for_cluster,
        name="organise-accept",
    ),
    path(
        f"{EDITION}requests/<int:pk>/accept/undo/",
        requests.acceptance_undo,
        name="organise-accept-undo",
    ),
    path(f"{EDITION}runs/", runs.run_list, name="organise-runs"),
    path(f"{EDITION}runs/compare/", comparison.run_comparison, name="organise-runs-compare"),
    path(RUN, runs.run_detail, name="organise-run"),
    path(f"{RUN}stop/", runs.run_stop, name="organise-run-stop"),
    path(f"{RUN}replay/", runs.run_replay, name="organise-run-replay"),
    path(f"{RUN}problem.json", runs.run_problem, name="organise-run-problem"),
    path(f"{RUN}solution.json", runs.run_solution, name="organise-run-solution"),
    path(f"{EDITION}schedule/", schedule.schedule, name="organise-schedule"),
    path(f"{EDITION}schedule/draft/", schedule.schedule_draft, name="organise-draft"),
    path(VERSION, schedule.schedule, name="organise-version"),
    path(f"{VERSION}move/", schedule.schedule_put, name="organise-move"),
    path(f"{VERSION}place/", schedule.schedule_put, name="organise-place"),
    path(f"{VERSION}swap/", schedule.schedule_swap, name="organise-swap"),
    path(f"{VERSION}first/", schedule.schedule_first, name="organise-first-place"),
    path(f"{VERSION}redo/", schedule.schedule_redo, name="organise-redo"),
    path(f"{VERSION}lock/", schedule.schedule_act, {"act": "lock"}, name="organise-lock"),
    path(f"{VERSION}unlock/", schedule.schedule_act, {"act": "unlock"}, name="organise-unlock"),
    path(f"{VERSION}remove/", schedule.schedule_act, {"act": "remove"}, name="organise-remove"),
    path(f"{VERSION}undo/", schedule.schedule_undo, name="organise-undo"),
    path(f"{VERSION}not-placed/", remedies.not_placed_list, name="organise-not-placed"),
    path(f"{VERSION}not-placed/<int:pk>/", remedies.remedy, name="organise-remedy"),
    path(f"{EDITION}remedies/<int:pk>/undo/", remedies.remedy_undo, name="organise-remedy-undo"),
    path(f"{EDITION}asks/<int:pk>/withdraw/", remedies.ask_withdraw, name="organise-ask-withdraw"),
    path(f"{VERSION}publish/", publishing.schedule_publish, name="organise-publish"),
    path(f"{VERSION}keep/", publishing.schedule_keep, name="organise-keep"),
    path(REPLAN, replan.replan, name="organise-replan"),
    path(
        f"{REPLAN}table/", grid.table_use, {"page": "organise-replan"}, name="organise-replan-table"
    ),
    path(f"{REPLAN}meeting/", replan.replan_meeting, name="organise-replan-meeting"),
    path(f"{REPLAN}<int:number>/", replan.replan_preview, name="organise-replan-preview"),
    path(f"{VERSION}discard/", replan.draft_discard, name="organise-discard"),
    path(f"{VERSION}restore/", replan.draft_restore, name="organise-restore"),
    path(WHAT_IF, what_if.what_if_list, name="organise-what-if"),
    path(f"{WHAT_IF}<int:number>/", what_if.what_if_run, name="organise-what-if-run"),
    path(f"{EDITION}fairness/", fairness.organise_fairness, name="organise-fairness"),
]
