"""What each release leaves behind for the next: a dump of the demonstration's database."""
