"""Codes and figures of the register in sentences."""
