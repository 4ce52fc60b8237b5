"""What is beside the site: programs for those who work on it.

This room owns the servers of a fresh machine, the figures of the house, the collecting of texts,
the mutants, and what `data/` is made of. It reads the code of every app; none may import it, and it
must not know anything that a running site needs: the container image is built without it.
"""
