"""What is told to whom: the outbox, and the mail that leaves through it.

This room owns the rows of the outbox and their delivery. It knows recipients and texts alone: it
must not know who they are, nor what the texts are about.
"""
