"""Two attacks on the MaxSAT encoding, with python-sat."""

from pysat.card import ITotalizer
from pysat.examples.rc2 import RC2
from pysat.formula import WCNF
from pysat.solvers import Solver

from benchmarks.peers.answer import Answer
from benchmarks.peers.counting import totalizer
from benchmarks.peers.maxsat import Encoding, encode
from matchmaking.scheduling.problem import Problem

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
        if not solver.solve():
            return _answer(problem, None)
        return _answer(problem, _least(solver, encoding))


def _least(solver: Solver, encoding: Encoding) -> int:
    if not encoding.costs:
        return 0
    counter = ITotalizer(encoding.costs, ubound=FIRST_BOUND, top_id=encoding.formula.variables)
    new = counter.cnf.clauses
    breaks = 0
    while True:
        for clause in new:
            solver.add_clause(clause)
        while breaks <= counter.ubound and breaks < len(counter.rhs):
            if solver.solve(assumptions=[-counter.rhs[breaks]]):
                return breaks
            breaks += 1
        if breaks == len(encoding.costs):
            return breaks
        counter.increase(ubound=2 * counter.ubound)
        new = counter.cnf.clauses[-counter.nof_new :]


def _answer(problem: Problem, breaks: int | None) -> Answer:
    return Answer(breaks, is_proven=True, placed=0 if breaks is None else len(problem.meetings))
