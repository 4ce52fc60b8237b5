"""The house in figures: how large its parts are, and which imports which.

For those who work on it: Standard library, and grimp, which comes with import-linter.
"""
