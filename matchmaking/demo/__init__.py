"""The demonstration: one upcoming event with its people, requests and a schedule to come."""
