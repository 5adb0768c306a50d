"""What tests of the matching share."""

import pytest

from matchmaker.matching.catalogue import Catalogue
from tests.factories.matching import enter_plates


@pytest.fixture
def catalogue():
    """An index of the patents on offer that has read nothing yet."""
    return Catalogue()


@pytest.fixture
def committed(database):
    """A session whose commits others see, and thirty patents on offer."""
    with database.sessions() as session:
        enter_plates(session, "陶瓷", 30)
        yield session
