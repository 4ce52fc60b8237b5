"""What was told, as a fact: what calendars say now, what clusters know, and the mails between."""
