"""The mails of this app, put into the outbox within the transaction they tell of."""
