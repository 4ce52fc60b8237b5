"""Why a delegate's own account is not as it was asked for."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from events.services import delegate_accounts as services
from interface.plain_text import isolated

REFUSALS = {
    services.NotInvitable: _lazy(
        "Nobody is invited any more: the event is over, or the registration or the delegate was "
        "taken back meanwhile."
    ),
    services.HasAccount: _lazy("This delegate has an account already."),
    services.InvitationOver: _lazy(
        "This invitation was used, taken back, or is older than 14 days, or the cluster does not "
        "come. Ask the cluster to invite you anew."
    ),
    services.ForSomebodyElse: _lazy(
        "This invitation was sent to another e-mail address. Sign in with that one."
    ),
    services.DelegateElsewhere: _lazy(
        "You have an account as a delegate at this event already. Give that one up first."
    ),
    services.AccessEnded: _lazy("Somebody ended this meanwhile, or the delegate gave it up."),
}


def address_taken(name: str) -> str:
    """Why an address cannot be that of a second delegate."""
    return _("You invited %(name)s at this address. Each delegate has an address of their own.") % {
        "name": isolated(name)
    }
