"""The demonstration: one upcoming event with its people, requests and a schedule to come.

This room owns nothing that the site needs: the people, the event and the wishes that are loaded,
and the command that loads them. It may use every app; no app knows it, and it must not know a way
past their acts: what people could not do, it does not write.
"""
