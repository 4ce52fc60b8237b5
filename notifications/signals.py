"""What apps above this one are asked of mails, whose things it does not know."""

from django.dispatch import Signal

# A mail is about to leave. Arguments: `kind`, `object_key`. A receiver answers whether it has
# nobody to tell any more, because its reader's part in the thing is over.
mail_leaves = Signal()
