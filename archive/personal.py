"""What the fields of the archive are, as to persons: none says anything of one.

Those who spoke at past editions are named in their programme (`events.personal`); a name in a
passage is quoted from a published text.
"""

from clusters.personal import FACT
from privacy.declaring import Rows

MODELS = {
    "SeriesFact": Rows(FACT),
    "EditionFact": Rows(FACT),
    "Lesson": Rows(FACT),
    "Delegation": Rows("edition organisation project name description source passage position"),
    "ProjectAppearance": Rows("edition project kind source passage"),
    "Award": Rows(
        "slug kind name project given_by recipients edition year source passage sort_name known_as"
    ),
    "MediaLink": Rows("edition kind title url source passage"),
    "EditionLink": Rows("earlier later reason source passage"),
    "RegisterEntry": Rows("kind key file object_id content loaded_at"),
}
