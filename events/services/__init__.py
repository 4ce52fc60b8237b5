"""Acts on editions, programmes and registrations."""
