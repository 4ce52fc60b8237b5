"""Template tags of the public register."""
