"""What a cluster's pages say of codes: refusals and tabs in sentences."""
