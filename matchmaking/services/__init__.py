"""Acts: verbs, keyword-only, atomic."""
