"""What tests of the matching share."""

import pytest

from matchmaker.matching.catalogue import Catalogue


@pytest.fixture
def catalogue():
    """An index of the patents on offer that has read nothing yet."""
    return Catalogue()
