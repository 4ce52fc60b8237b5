"""The log: who changed what and when, written by triggers, sealed in a chain that can be checked.

`actors.acting_as` says who acts, `blanking.blank` takes values out without breaking the chain,
`sealing` gives committed entries their places. Migrations add triggers by `operations.LogTable`.
"""
