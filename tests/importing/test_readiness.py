"""Levels of technology readiness as sheets write them."""

import pytest

from matchmaker.importing.readiness import WrongReadinessError, parse_readiness


@pytest.mark.parametrize(
    "written",
    [
        "6",
        6,
        6.0,
        "６",
        "6级",
        "第六级",
        "六级",
        "TRL6",
        "trl-6",
        "TRL 6",
        "正样级",
        "正样",
        "6（正样级）",
        "6级 正样级",
    ],
)
def test_a_level_is_read_in_each_customary_form(written):
    assert parse_readiness(written) == 6


@pytest.mark.parametrize("written", ["0", "10", "66", "成熟", "7.5", "TRL", "正样产品"])
def test_what_names_no_level_is_refused(written):
    with pytest.raises(WrongReadinessError) as refused:
        parse_readiness(written)
    assert refused.value.params == {"value": written}
