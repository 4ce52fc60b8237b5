"""A cluster manager's workspace: what one cluster does before, at and after an event.

This room owns its pages, forms and addresses (`/my/`, `/meet/…`, registering, claims, members) and
the questions that only they ask. What holds and what is done lives in the apps below; it must not
know the organiser's pages nor the public ones.
"""
