"""Who takes part: regions, organisations of every kind, projects, and the sources of facts.

This room owns regions and partnerships, sectors, organisations with their labels, memberships,
claims and invitations, projects, and what a sourced fact is. It stands on `accounts`; it must not
know events, meetings or any page.
"""
