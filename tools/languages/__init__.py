"""The catalogues of texts: collected, checked, compiled, and a made-up language that finds gaps.

Python is read by Babel, templates by Django's `templatize` and then Babel; no gettext program is
needed anywhere. How to add a language: docs/languages.md.
"""
