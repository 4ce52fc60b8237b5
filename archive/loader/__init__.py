"""The register's files (`data/`): read, checked as a whole, stored all or nothing.

`reading` turns YAML into trees that know their lines, `schema` says what may stand in a file,
`parsing` makes entries of them, `checks` looks at all entries together, `storing` writes the
differences, and `load` does these in order.
"""
