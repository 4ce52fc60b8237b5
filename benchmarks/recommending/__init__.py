"""How well partners are recommended, on made-up events with a known truth and on known pairs."""
