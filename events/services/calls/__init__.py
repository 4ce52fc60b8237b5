"""Acts on calls: made, opened and closed, applied to, reviewed, decided, made known.

Every act locks the call's row first, before all that `events.services.locking` orders.
"""
