"""What every test has: the real database, and factories that make real rows."""

from hypothesis import HealthCheck, settings

# How fast examples come is the machine's affair, not a property under test.
settings.register_profile("repo", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repo")
