"""What an organiser sends about a request."""

from django import forms

from interface.forms import VersionForm


class AcceptForClusterForm(VersionForm):
    """Yes in a cluster's place; of a request that names times to one of them (a slot)."""

    slot = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
