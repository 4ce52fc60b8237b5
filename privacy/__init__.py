"""What is kept of people and of changes: what each field is, my data, erasure, and the log.

This room owns the log that triggers write and its sealing, the classification of every field, and
what a person may have of, or out of, all of them. It finds models through Django's app registry and
a person by `AUTH_USER_MODEL`; it must not know any app of the domain, nor what an act means there.
"""
