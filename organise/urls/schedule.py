"""Addresses of meetings: times and tables, interpreters, runs, the schedule and what it costs."""

from django.urls import URLPattern, path

from organise.urls.edition import EDITION
from organise.views import (
    comparison,
    fairness,
    grid,
    held,
    interpreters,
    meetings,
    publishing,
    remedies,
    replan,
    runs,
    schedule,
    tell,
    what_if,
)

INTERPRETERS = f"{EDITION}interpreters/"
RUN = f"{EDITION}runs/<int:number>/"
VERSION = f"{EDITION}schedule/<int:number>/"
REPLAN = f"{EDITION}replan/"
WHAT_IF = f"{EDITION}what-if/"

SCHEDULE: list[URLPattern] = [
    path(f"{EDITION}meetings/<int:pk>/", meetings.meeting, name="organise-meeting"),
    path(f"{EDITION}meetings/<int:pk>/held/", held.meeting_held, name="organise-meeting-held"),
    path(f"{EDITION}held/", held.held, name="organise-held"),
    path(f"{EDITION}offers/<int:pk>/answer/", meetings.offer_answer, name="organise-offer-answer"),
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
    path(f"{VERSION}publish/mails/", publishing.publication_mails, name="organise-publish-mails"),
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
