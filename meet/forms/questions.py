"""What an approved cluster is asked after its approval."""

from events.forms.questions import QuestionsForm
from interface.forms import VersionForm


class FollowUpForm(QuestionsForm, VersionForm):
    """The follow-ups that a cluster may answer now; `version` is its registration's as shown."""
