"""The demonstration: one upcoming event with its people, requests and a schedule to come.

This room owns nothing that the site needs; it may use every app, and no app knows it.
"""
