"""Runs CP-SAT on a model so that the caller stays in control: it can watch, and stop it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, TypeVar

from matchmaking.scheduling.variables import Variables

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver

    from matchmaking.scheduling.objectives import Terms

PULSE = 0.05
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search found: a schedule (a slot or None per meeting), and what it proved.

    `bound` is a lower bound of the objective. With `infeasible` there is no schedule at all.
    """

    slots: list[int | None] | None
    bound: int
    infeasible: bool = False


def minimise(
    variables: Variables,
    terms: "Terms",
    *,
    seconds: float,
    workers: int,
    seed: int,
    watch: Callable[[int | None, int], bool],
) -> Outcome:
    """The least sum of the terms that is found in the time.

    `watch(value, bound)` is called in the caller's own thread every `PULSE` seconds; a true
    answer stops the search.
    """
    from ortools.sat.python import cp_model

    variables.model.minimize(sum(weight * literal for weight, literal in terms))
    solver = _solver(seconds=seconds, workers=workers, seed=seed)
    values: list[int] = []
    bounds = [0]
    solver.best_bound_callback = lambda bound: bounds.append(_whole(bound))

    class Watcher(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            values.append(round(self.objective_value))

    status = _run(
        lambda: solver.solve(variables.model, Watcher()),
        stop=solver.stop_search,
        watch=lambda: watch(min(values, default=None), max(bounds)),
    )
    if status == cp_model.INFEASIBLE:
        return Outcome(None, 0, infeasible=True)
    bounds.append(_whole(solver.best_objective_bound))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Outcome(None, max(bounds))
    slots = [
        next((slot for slot, literal in at.items() if solver.boolean_value(literal)), None)
        for at in variables.at
    ]
    return Outcome(slots, max(bounds))


def _whole(bound: float) -> int:
    """Every objective here is whole: a bound of 1.2 is one of 2."""
    return ceil(bound - 1e-6)


def _solver(*, seconds: float, workers: int, seed: int) -> "CpSolver":
    """Core-based search without relaxation, twice where there are two workers.

    How long a proof takes varies much with the order of decisions, so the second search decides
    in another one (ERWA: Liang et al., AAAI 2016).
    """
    from ortools.sat.python.cp_model import CpSolver
    from ortools.sat.python.cp_model_helper import SatParameters

    solver = CpSolver()
    settings = solver.parameters
    settings.max_time_in_seconds = max(seconds, 0.0)
    settings.random_seed = seed
    settings.num_workers = workers
    settings.linearization_level = 0
    # The model is dense in clauses already: looking for more takes longer than it saves.
    settings.cp_model_probing_level = 0
    settings.symmetry_level = 0
    settings.optimize_with_core = workers == 1
    if workers > 1:
        other = SatParameters()
        other.name = "other_core"
        other.linearization_level = 0
        other.optimize_with_core = True
        other.use_erwa_heuristic = True
        settings.subsolver_params.extend([other])
        settings.subsolvers.extend(["core", other.name])
    return solver


def _run(work: Callable[[], T], *, stop: Callable[[], None], watch: Callable[[], bool]) -> T:
    """The result of the work, done in a thread of its own while this one watches."""
    with ThreadPoolExecutor(max_workers=1) as executor:
        future = executor.submit(work)
        try:
            while not wait([future], timeout=PULSE).done:
                if watch():
                    stop()
        finally:
            while not wait([future], timeout=PULSE).done:
                stop()
    return future.result()
