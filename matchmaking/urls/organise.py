"""The organiser's runs and schedule."""

from django.urls import URLPattern, path

from matchmaking.views import comparison, publishing, remedies, runs, schedule

EDITION = "organise/<slug:slug>/"
RUN = f"{EDITION}runs/<int:number>/"
VERSION = f"{EDITION}schedule/<int:number>/"

urlpatterns: list[URLPattern] = [
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
    path(f"{VERSION}lock/", schedule.schedule_act, {"act": "lock"}, name="organise-lock"),
    path(f"{VERSION}unlock/", schedule.schedule_act, {"act": "unlock"}, name="organise-unlock"),
    path(f"{VERSION}remove/", schedule.schedule_act, {"act": "remove"}, name="organise-remove"),
    path(f"{VERSION}undo/", schedule.schedule_undo, name="organise-undo"),
    path(f"{VERSION}not-placed/", remedies.not_placed_list, name="organise-not-placed"),
    path(f"{VERSION}not-placed/<int:pk>/", remedies.remedy, name="organise-remedy"),
    path(f"{EDITION}remedies/<int:pk>/undo/", remedies.remedy_undo, name="organise-remedy-undo"),
    path(f"{EDITION}asks/<int:pk>/withdraw/", remedies.ask_withdraw, name="organise-ask-withdraw"),
    path(f"{VERSION}publish/", publishing.schedule_publish, name="organise-publish"),
]
