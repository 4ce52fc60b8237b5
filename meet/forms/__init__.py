"""What a cluster manager enters."""
