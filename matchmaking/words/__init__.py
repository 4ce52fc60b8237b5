"""Codes and figures in words, for several faces and for mails."""
