"""What was fetched for `data/` and how it was turned into what stands there."""
