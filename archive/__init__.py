"""What is known of past editions: sourced facts, lessons, delegations, awards, media, links.

This room owns those records, the format of the files in `data/` and their loader. It stands on
`events` and `clusters`; it must not know how meetings are arranged, nor any page.
"""
