"""What is measured, and against whom: the scheduler, and the partners that are recommended.

This room owns the cases, the made-up events, the peers and the tables that are printed. It calls
`scheduling` as a library and `matchmaking` for what it recommends; it must not know any page, and
nothing of the site may know it.
"""
