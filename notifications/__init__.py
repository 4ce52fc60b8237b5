"""What is told to whom: mails written from their templates, the outbox, and the way out of it.

This room owns the rows of the outbox and their delivery. It knows recipients, languages and
templates by name: it must not know who people are, nor what a mail is about.
"""
