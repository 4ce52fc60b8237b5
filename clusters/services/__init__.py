"""Acts: how a person gets a place in an organisation."""
