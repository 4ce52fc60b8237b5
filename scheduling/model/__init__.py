"""What is asked and what is answered: problems, solutions, and the files of both.

It owns the words of all other parts, as frozen dataclasses, and is the only part that `check` has
in common with the solver. It must not know how anything is solved.
"""
