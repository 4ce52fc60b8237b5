"""An organiser's workspace: an event from its first detail to the published schedule.

This room owns its pages, forms and addresses (`/organise/…`), the questions that only they ask and
the words that only organisers read. What holds and what is done lives in the apps below; it must
not know the pages of clusters nor the public ones.
"""
