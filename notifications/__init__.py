"""What is told to whom: mails written from their templates, the outbox, and the way out of it.

This room owns the rows of the outbox, their delivery, and how people want to be told. It knows
recipients, languages and templates by name, and a person by `AUTH_USER_MODEL`: it must not know who
people are, nor what a mail is about beyond the subject that the apps name in their `mails`.
"""
