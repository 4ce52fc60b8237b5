"""Simulated annealing over Kempe chains, fast enough for thousands of participants."""
