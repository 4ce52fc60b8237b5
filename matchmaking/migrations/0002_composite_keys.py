"""Composite foreign keys: a copied column cannot differ from the row it was copied from."""

from django.db import migrations

KEYS = [
    # table, constraint, columns, target table, target columns, what follows
    ("meetingrequest", "requester_of_edition", "requester_id, edition_id", "events_registration", "id, edition_id", ""),
    ("meetingrequest", "invitee_of_edition", "invitee_id, edition_id", "events_registration", "id, edition_id", ""),
    ("meetingparticipant", "participant_meeting_of_edition", "meeting_id, edition_id", "matchmaking_meeting", "id, edition_id", ""),
    ("meetingparticipant", "participant_registration_of_edition", "registration_id, edition_id", "events_registration", "id, edition_id", ""),
    ("unavailability", "unavailability_registration_of_edition", "registration_id, edition_id", "events_registration", "id, edition_id", ""),
    ("unavailability", "unavailability_slot_of_edition", "slot_id, edition_id", "matchmaking_slot", "id, edition_id", ""),
    ("placement", "placement_version_of_edition", "version_id, edition_id", "matchmaking_scheduleversion", "id, edition_id", ""),
    ("placement", "placement_meeting_of_edition", "meeting_id, edition_id", "matchmaking_meeting", "id, edition_id", ""),
    ("placement", "placement_slot_of_edition", "slot_id, edition_id", "matchmaking_slot", "id, edition_id", ""),
    ("placement", "placement_table_of_edition", "table_id, edition_id", "matchmaking_table", "id, edition_id", ""),
    ("placementparticipant", "seat_follows_placement", "placement_id, version_id, meeting_id, slot_id", "matchmaking_placement", "id, version_id, meeting_id, slot_id", "ON UPDATE CASCADE"),
    ("placementparticipant", "seat_of_participant", "meeting_id, registration_id", "matchmaking_meetingparticipant", "meeting_id, registration_id", ""),
    ("placementparticipant", "seat_within_delegation", "registration_id, seats", "events_registration", "id, seats", "ON UPDATE CASCADE"),
]


def operation(table, name, columns, target, target_columns, follows):
    return migrations.RunSQL(
        f"ALTER TABLE matchmaking_{table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
        f"REFERENCES {target} ({target_columns}) {follows} DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE matchmaking_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("matchmaking", "0001_initial"), ("events", "0001_initial")]
    operations = [operation(*key) for key in KEYS]
