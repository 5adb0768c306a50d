"""Simple status out of legal status."""

import pytest

from matchmaker.importing.legal_status import simple_status


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("公开", "pending"),
        ("实质审查", "pending"),
        ("实质审查的生效", "pending"),
        ("审中", "pending"),
        ("授权", "in_force"),
        ("权利恢复", "in_force"),
        ("部分无效", "in_force"),
        ("有效", "in_force"),
        ("避免重复授权", "lapsed"),
        ("撤回", "lapsed"),
        ("驳回", "lapsed"),
        ("全部撤销", "lapsed"),
        ("期限届满", "lapsed"),
        ("未缴年费", "lapsed"),
        ("未缴年费专利权终止", "lapsed"),
        ("放弃", "lapsed"),
        ("失效", "lapsed"),
        ("无效", "lapsed"),
        ("Inactive", "lapsed"),
        ("in_force", "in_force"),
        ("公开 | 实质审查 | 授权", "in_force"),
        ("授权 | 未缴年费", "lapsed"),
        ("授权 | 权利转移", "in_force"),
        ("授权; 未缴年费; 权利恢复", "in_force"),
        ("权利转移", None),
        ("", None),
    ],
)
def test_the_last_event_that_says_so_decides(written, status):
    assert simple_status(written) == status
