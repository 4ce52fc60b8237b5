"""Local search: a first schedule, and better ones for as long as there is time.

It owns construction, improvement by single moves, and simulated annealing over chains, compiled
where that pays. It proves nothing: bounds come from `exact`.
"""
