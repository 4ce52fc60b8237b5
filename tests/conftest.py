"""What every test has: the real database, and factories that make real rows."""
