"""Questions: querysets and frozen dataclasses."""
