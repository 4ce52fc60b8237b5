"""What the fields of translations are, as to persons.

Only texts that are public, or an organiser's own, are declared to be translated.
"""

from privacy.declaring import Rows

MODELS = {
    "Translation": Rows("model record field language is_original text made_of about"),
}
