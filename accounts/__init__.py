"""People: who somebody is, how they sign in, and which roles they have on the whole site.

This room owns the user, the way in and the account's own pages. It must not know organisations,
events or meetings.
"""
