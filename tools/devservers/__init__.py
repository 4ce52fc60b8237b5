"""Real PostgreSQL and Valkey for a machine without servers: standard library only, Linux."""
