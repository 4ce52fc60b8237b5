"""The pages of a cluster manager's workspace."""
