"""A schedule under way: where each meeting is, with every count kept up to date.

It owns the board that local search and re-plans move meetings on, sets of slots as bits, who
interprets, and how fairness stands. It must not know which move is a good one.
"""
