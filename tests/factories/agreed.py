"""What is said of two clusters that agreed to meet."""

import pytest

from events.models import Edition
from matchmaking.queries.names import Names, names
from tests.factories.schedules import water_meets_aerospace


@pytest.fixture
def agreed(db: None) -> Edition:
    """Water and Aerospace agreed to meet at an edition with five times and two tables."""
    return water_meets_aerospace()


@pytest.fixture
def known(agreed: Edition) -> Names:
    return names(agreed)
