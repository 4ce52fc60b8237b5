"""The fewest changes of table for given slots, by CP-SAT, where that is quickly proven."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from scheduling.tables.seating import OWN, Seating

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, CpSolver, IntVar

    Seats = list[dict[int, IntVar]]

# Larger models take more time than the few changes they save are worth.
MOST_SEATS = 250
EFFORT = 1.0


def improve(seating: Seating, *, fixed: Mapping[int, int]) -> bool:
    """Give the seating fewer changes if that can be; True if it then has the fewest there are.

    The `fixed` meetings keep their tables; own tables are honoured. It takes a second at most,
    counted in work rather than time, so that the answer does not depend on the machine.
    """
    from ortools.sat.python import cp_model

    choices = _choices(seating, fixed)
    if sum(map(len, choices)) > MOST_SEATS:
        return False
    model = cp_model.CpModel()
    seats = [{t: model.new_bool_var("") for t in tables} for tables in choices]
    _sit(model, seating, seats)
    _honour(model, seating, seats)
    kept = _keep(model, seating, seats)
    model.maximize(sum(people * literal for people, literal in kept))
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = EFFORT
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return False
    if seating.ways - round(solver.objective_value) < seating.changes():
        seating.table_of = [_chosen(solver, literals) for literals in seats]
    return status == cp_model.OPTIMAL


def _chosen(solver: "CpSolver", seats: "dict[int, IntVar]") -> int:
    return next((table for table, literal in seats.items() if solver.boolean_value(literal)), -1)


def _choices(seating: Seating, fixed: Mapping[int, int]) -> list[Sequence[int]]:
    """The tables each meeting may have; none for one without a slot, or online."""
    tables = seating.board.problem.tables
    fixed = {**fixed, **{m: table for locked in seating.locked for m, table in locked.items()}}
    return [
        []
        if slot is None or seating.board.is_online[m]
        else [fixed[m]]
        if m in fixed
        else range(tables[slot])
        for m, slot in enumerate(seating.board.slots)
    ]


def _sit(model: "CpModel", seating: Seating, seats: "Seats") -> None:
    """Every meeting has one table, every table in a slot at most one meeting."""
    for choices in seats:
        if choices:
            model.add_exactly_one(choices.values())
    for inside, most in zip(seating.board.inside, seating.board.problem.tables, strict=True):
        for table in range(most):
            model.add_at_most_one(seats[m][table] for m in sorted(inside) if table in seats[m])


def _honour(model: "CpModel", seating: Seating, seats: "Seats") -> None:
    """A meeting sits at an own table, or each is taken by another of its owners or by a lock."""
    own = {m: {t for t, gain in claims if gain == OWN} for m, claims in seating.claims.items()}
    for meeting, tables in own.items():
        locked = seating.locked[seating.board.slots[meeting] or 0]
        if meeting in locked:
            continue
        at_home = [seats[meeting][table] for table in sorted(tables & seats[meeting].keys())]
        slot = seating.board.slots[meeting]
        for table in sorted(tables) if slot is not None else ():
            if table < seating.board.problem.tables[slot or 0] and table not in locked.values():
                others = [m for m in sorted(seating.board.inside[slot or 0]) if m != meeting]
                taken = [
                    seats[m][table] for m in others if table in own.get(m, ()) & seats[m].keys()
                ]
                model.add_bool_or([*at_home, *taken])


def _keep(model: "CpModel", seating: Seating, seats: "Seats") -> "list[tuple[int, IntVar]]":
    """For each way, how many people take it, and a literal that needs one table at both ends."""
    kept: dict[tuple[int, int], IntVar] = {}
    for was, ways in enumerate(seating.after):
        for now in ways:
            same = kept[was, now] = model.new_bool_var("")
            for table in seats[was].keys() | seats[now].keys():
                here, there = seats[was].get(table, 0), seats[now].get(table, 0)
                model.add(here == there).only_enforce_if(same)
    slots = seating.board.slots
    by_slot: dict[tuple[int, int | None, bool], list[IntVar]] = {}
    for (was, now), same in kept.items():
        by_slot.setdefault((was, slots[now], True), []).append(same)
        by_slot.setdefault((now, slots[was], False), []).append(same)
    for together in by_slot.values():
        model.add_at_most_one(together)
    return [(seating.after[was][now], literal) for (was, now), literal in kept.items()]
