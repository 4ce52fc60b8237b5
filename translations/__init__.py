"""Texts of any record in other languages: which one a reader is shown, and which are stale.

This room owns the translations as rows, the marks that tell whether the original was changed since,
and the tag that shows the right text. It finds models through Django's app registry, by what they
declare as `translatable`; it must not know any of them, nor who may translate what.
"""
