"""Two attacks on the MaxSAT encoding, with python-sat."""

from collections.abc import Iterator

from pysat.card import ITotalizer
from pysat.examples.rc2 import RC2
from pysat.formula import WCNF
from pysat.solvers import Solver

from benchmarks.peers.answer import Answer
from benchmarks.peers.counting import totalizer
from benchmarks.peers.maxsat import Encoding, encode
from scheduling.model.problem import Problem

FIRST_BOUND = 8


def rc2(problem: Problem) -> Answer:
    """Core-guided MaxSAT: RC2 (Ignatiev, Morgado, Marques-Silva, 2019) with its best options."""
    encoding = encode(problem, sort=totalizer)
    formula = WCNF()
    formula.extend(encoding.formula.clauses)
    for cost in encoding.costs:
        formula.append([-cost], weight=1)
    with RC2(formula) as solver:
        model = solver.compute()
        return _answer(problem, None if model is None else solver.cost)


def rising(problem: Problem) -> Answer:
    """CaDiCaL asked for at most 0 breaks, 1, 2 and so on, until the answer is yes."""
    encoding = encode(problem, sort=totalizer)
    with Solver(name="cadical153", bootstrap_with=encoding.formula.clauses) as solver:
        for breaks, bound in enumerate(_bounds(solver, encoding)):
            if solver.solve(assumptions=bound):
                return _answer(problem, breaks)
            if breaks == 0 and not solver.solve():
                break
    return _answer(problem, None)


def _bounds(solver: Solver, encoding: Encoding) -> Iterator[list[int]]:
    """What to assume for at most 0 breaks, at most 1, and so on; the counter grows with them."""
    if encoding.costs:
        counter = ITotalizer(encoding.costs, ubound=FIRST_BOUND, top_id=encoding.formula.variables)
        solver.append_formula(counter.cnf.clauses)
        for breaks in range(len(encoding.costs)):
            if breaks > counter.ubound:
                counter.increase(ubound=2 * counter.ubound)
                solver.append_formula(counter.cnf.clauses[-counter.nof_new :])
            yield [-counter.rhs[breaks]]
    yield []


def _answer(problem: Problem, breaks: int | None) -> Answer:
    return Answer(breaks, is_proven=True, placed=0 if breaks is None else len(problem.meetings))
