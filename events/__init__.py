"""Events: series and their editions, the programme, and who registers.

This room owns an edition's dates, places, state and programme, registrations with their
delegations, and the order in which their rows are locked. It stands on `clusters`; it must not
know requests, meetings or schedules, nor what is known of past editions, nor any page.
"""
