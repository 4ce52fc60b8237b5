"""What one page of a cluster manager's workspace asks."""
