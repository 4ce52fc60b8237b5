"""What people enter about editions, programmes and registrations."""
