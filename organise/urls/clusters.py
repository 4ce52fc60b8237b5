"""Addresses of what an organiser does with clusters: invited, registered, asked, written to."""

from django.urls import URLPattern, path

from organise.urls.edition import EDITION
from organise.views import (
    acting,
    answers,
    circulars,
    editing,
    invitations,
    inviting,
    late,
    messages,
    questions,
    registrations,
    reminders,
    replacing,
    requests,
    rules,
)

MESSAGES = f"{EDITION}messages/"
SEVERAL = f"{MESSAGES}several/"
INVITATIONS = f"{EDITION}invitations/"
QUESTIONS = f"{EDITION}questions/"
REGISTRATIONS = f"{EDITION}registrations/"
REMINDERS = f"{EDITION}reminders/"
RULES = f"{EDITION}rules/"

CLUSTERS: list[URLPattern] = [
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
        f"{REGISTRATIONS}<int:pk>/delegates/<int:delegate>/replace/",
        replacing.delegate_replace,
        name="organise-delegate-replace",
    ),
    path(
        f"{REGISTRATIONS}<int:pk>/delegates/put-back/",
        replacing.delegate_put_back,
        name="organise-delegate-put-back",
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
    path(MESSAGES, messages.thread_list, name="organise-messages"),
    path(f"{MESSAGES}<int:pk>/", messages.thread_page, name="organise-thread"),
    path(f"{SEVERAL}new/", circulars.circular_new, name="organise-circular-new"),
    path(f"{SEVERAL}<int:pk>/", circulars.circular, name="organise-circular"),
    path(
        f"{SEVERAL}<int:pk>/take-back/",
        circulars.circular_take_back,
        name="organise-circular-take-back",
    ),
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
    path(REMINDERS, reminders.plan, name="organise-reminders"),
    path(f"{REMINDERS}usual/", reminders.plan_usual, name="organise-reminders-usual"),
    path(f"{REMINDERS}<int:pk>/", reminders.reminder, name="organise-reminder"),
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
    path(
        f"{EDITION}requests/<int:pk>/withdraw/undo/",
        acting.withdrawal_undo,
        name="organise-withdraw-undo",
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
]
