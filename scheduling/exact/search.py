"""Runs CP-SAT on a model so that the caller stays in control: it can watch, and stop it.

Two attacks, one after the other or, with more workers, side by side. *From below*: is there a
schedule as good as the proven bound? If not, the bound rises. *By cores*: which preferences
cannot be kept together? (Andres et al., ICLP 2012.) The first is the quicker one where the best
value is at the bound or near it, the second where many preferences must give way.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from math import ceil, inf
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from scheduling.exact.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ortools.sat.python.cp_model import CpModel, CpSolver, CpSolverSolutionCallback

    from scheduling.exact.objectives import Terms

PULSE = 0.05
# Before the search by cores on one worker: so many bounds are tried, each so long.
TRIES = 2
TRY = 2.0  # deterministic seconds of CP-SAT


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
    least: int | None = None,
    seconds: float,
    workers: int,
    seed: int,
    watch: Callable[[int | None, int], bool],
    beside: "Callable[[Search], None] | None" = None,
) -> Outcome:
    """The least sum of the terms that is found in the time.

    `least` is a proven bound; without one there is no attack from below. `watch(value, bound)` is
    called in the caller's own thread every `PULSE` seconds; a true answer stops the search. With
    more workers than one, `beside` looks for schedules by other means after a try from below, and
    offers them; it ends when the search is over.
    """
    search = Search(variables, terms, least or 0, seconds, seed)
    if least is None:
        search.run([partial(search.by_cores, workers)], watch)
    elif workers == 1:
        search.run([search.from_below_then_by_cores], watch)
    else:
        below = partial(search.from_below_then, beside) if beside else search.from_below
        search.run([below, partial(search.by_cores, workers - 1)], watch)
    return Outcome(search.slots, search.bound, infeasible=search.infeasible)


class Search:
    """What is known so far, by whichever attack; `over` once there is nothing left to know.

    Every thread may set `over`, and none takes it back.
    """

    def __init__(
        self, variables: Variables, terms: "Terms", least: int, seconds: float, seed: int
    ) -> None:
        self.bound = least
        self.value: int | None = None
        self.slots: list[int | None] | None = None
        self._taken = inf  # the value of these slots
        self.infeasible = False
        self.over = False
        self._variables = variables
        self._cost = sum(weight * literal for weight, literal in terms)
        self._end = monotonic() + seconds
        self._seed = seed
        # What both attacks write is checked and written at once.
        self._lock = Lock()
        # Each solver at work, with the bound from which on its work is of no use.
        self._running: dict[CpSolver, float] = {}

    def run(
        self, attacks: "list[Callable[[], None]]", watch: Callable[[int | None, int], bool]
    ) -> None:
        """Run the attacks, each in a thread of its own, while this one watches."""
        with ThreadPoolExecutor(max_workers=len(attacks)) as executor:
            work = [executor.submit(attack) for attack in attacks]
            try:
                while not self._wait(work):
                    if watch(self.value, self.bound):
                        self.over = True
            finally:
                self.over = True
                while not self._wait(work):
                    pass
        for future in work:
            future.result()

    def _wait(self, work: "Iterable[Future[None]]") -> bool:
        """Wait for one pulse; stop what is of no use any more; true when all is done."""
        done = not wait(work, timeout=PULSE).not_done
        for solver, useless_from in [*self._running.items()]:
            if self.over or self.bound >= useless_from:
                solver.stop_search()
        return done

    def left(self) -> float:
        """Seconds that the search may still take; 0 once it is over."""
        return 0.0 if self.over else max(0.0, self._end - monotonic())

    def from_below_then_by_cores(self) -> None:
        """The best that one worker can do."""
        self.from_below(TRIES, TRY)
        if not self.over:
            self.by_cores(1)

    def from_below_then(self, beside: "Callable[[Search], None]") -> None:
        """Where it takes long from below, something else."""
        self.from_below(TRIES, TRY)
        if not self.over:
            beside(self)

    def offer(self, slots: "list[int | None]", value: int) -> None:
        """A schedule of this value that was found elsewhere."""
        self._see(value)
        self._keep(slots, value)

    def from_below(self, tries: float = inf, most: float = inf) -> None:
        """Look for a schedule at the bound, and while there is none, at the next one.

        `most` is how much of CP-SAT's deterministic seconds each of the tries may take.
        """
        tried = 0
        while tried < tries and not self.over:
            tried += 1
            aim = self.bound
            model = self._variables.model.clone()
            model.add(self._cost <= aim)
            solver = self._solver(most)
            status = self._solve(solver, model, useless_from=aim + 1)
            if status == "INFEASIBLE":
                self._prove(aim + 1)
            elif status == "OPTIMAL":
                self._take(solver, aim)
            elif self.bound == aim:
                return

    def by_cores(self, workers: int) -> None:
        """Minimise by cores, in a second order of decisions too where there are workers for it."""
        from ortools.sat.python.cp_model import CpSolverSolutionCallback

        search = self

        class Watcher(CpSolverSolutionCallback):
            def on_solution_callback(self) -> None:
                search._see(round(self.objective_value))

        model = self._variables.model.clone()
        model.minimize(self._cost)
        solver = self._solver(inf)
        _by_cores(solver, workers)
        solver.best_bound_callback = lambda bound: self._prove(_whole(bound))
        status = self._solve(solver, model, callback=Watcher())
        if status == "INFEASIBLE":
            self.infeasible = True
        elif status in ("OPTIMAL", "FEASIBLE"):
            self._prove(_whole(solver.best_objective_bound))
            self._take(solver, round(solver.objective_value))
        if status in ("OPTIMAL", "INFEASIBLE"):
            self.over = True

    def _solver(self, most: float) -> "CpSolver":
        """Without relaxation, and without looking for what the model says already.

        One round of presolving and no minimising of cores: on these models more of either takes
        longer than it saves.
        """
        from ortools.sat.python.cp_model import CpSolver

        solver = CpSolver()
        settings = solver.parameters
        settings.max_time_in_seconds = self.left()
        settings.max_deterministic_time = most
        settings.random_seed = self._seed
        settings.num_workers = 1
        settings.linearization_level = 0
        settings.cp_model_probing_level = 0
        settings.symmetry_level = 0
        settings.max_presolve_iterations = 1
        settings.core_minimization_level = 0
        return solver

    def _solve(
        self,
        solver: "CpSolver",
        model: "CpModel",
        *,
        useless_from: float = inf,
        callback: "CpSolverSolutionCallback | None" = None,
    ) -> str:
        self._running[solver] = useless_from
        try:
            return solver.status_name(solver.solve(model, callback))
        finally:
            del self._running[solver]

    def _prove(self, bound: int) -> None:
        with self._lock:
            self.bound = max(self.bound, bound)

    def _see(self, value: int) -> None:
        """There is a schedule of this value; its slots come when its search ends."""
        with self._lock:
            self.value = value if self.value is None else min(self.value, value)

    def _take(self, solver: "CpSolver", value: int) -> None:
        self._see(value)
        slots = [
            next((slot for slot, literal in at.items() if solver.boolean_value(literal)), None)
            for at in self._variables.at
        ]
        self._keep(slots, value)

    def _keep(self, slots: "list[int | None]", value: int) -> None:
        with self._lock:
            if value < self._taken:
                self.slots, self._taken = slots, value
            if value <= self.bound:
                self.over = True


def _by_cores(solver: "CpSolver", workers: int) -> None:
    """Once, or, with several workers, in another order of decisions too.

    How long a proof takes varies much with that order (ERWA: Liang et al., AAAI 2016).
    """
    from ortools.sat.python.cp_model_helper import SatParameters

    settings = solver.parameters
    settings.num_workers = workers
    settings.optimize_with_core = workers == 1
    if workers > 1:
        other = SatParameters()
        other.name = "other_core"
        other.linearization_level = 0
        other.optimize_with_core = True
        other.core_minimization_level = 0
        other.use_erwa_heuristic = True
        settings.subsolver_params.extend([other])
        settings.subsolvers.extend(["core", other.name])


def _whole(bound: float) -> int:
    """Every objective here is whole: a bound of 1.2 is one of 2."""
    return ceil(bound - 1e-6)
