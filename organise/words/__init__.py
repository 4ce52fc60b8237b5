"""Codes and figures in words for organisers."""
