"""Files: rows of the database, in parts; what they are, who reads them, and when they end.

This room owns what is uploaded and what a worker makes, and knows the kinds of files, pictures and
sheets of rows. It knows a person by `AUTH_USER_MODEL`; what a file is about it holds
as a key, and must not know.
"""
