"""What the tests do not see: one line of the code is changed at a time, and they are run.

    make mutants SAMPLE=200 SEED=1

A change that no test notices survives: either a test is missing, or the changed line does the same
(then it stands in `equivalent.txt`, with the reason). `changes` makes them, `recording` knows the
tests of a line, `trials` runs them in copies of the tree, `promises` are ten that CI tries.
"""
