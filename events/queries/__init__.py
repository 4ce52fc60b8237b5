"""Questions about editions, programmes and registrations."""
