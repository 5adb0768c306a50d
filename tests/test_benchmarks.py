"""The benchmarks run, and what they measure is right; their times are nobody's business here."""

import csv
import gzip
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WORDS = (
    *("电池", "隔膜", "涂覆", "陶瓷", "高温", "过滤", "烧结", "电解液", "回收", "浸出"),
    *("光伏", "组件", "逆变", "储能", "氢气", "催化", "膜电极", "传感", "检测", "控制"),
)


@pytest.fixture
def folder(tmp_path):
    """Made paragraphs and needs in the form of the evaluation data."""
    rng = random.Random(1)

    def sentence():
        return "".join(rng.choices(WORDS, k=9)) + "。"

    (tmp_path / "scale").mkdir()
    with gzip.open(tmp_path / "scale" / "paragraphs.txt.gz", "wt", encoding="utf-8") as file:
        file.writelines("".join(sentence() for _ in range(4)) + "\n" for _ in range(50))
    (tmp_path / "bdci2019").mkdir()
    with (tmp_path / "bdci2019" / "needs.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["need_id", "title", "content"])
        rows.writerows([number, sentence(), sentence() * 2] for number in range(6))
    return tmp_path


def test_the_benchmark_ranks_as_a_full_sum_does_and_finds_what_is_listed(folder):
    options = ["--documents", "400", "--queries", "6", "--data", str(folder), "--json"]
    report = _printed("speed.py", *options)
    assert report.keys() == {"words", "recipe", "in turns"}
    turns = report.pop("in turns")
    assert turns["recipe, times the words"] == turns["recipe ms"] / turns["words ms"]
    for row in report.values():
        assert (row["documents"], row["differ from a full sum"]) == (400, 0)
        assert row["added and found, withdrawn and gone"] is True


def test_the_benchmark_of_rounds_ranks_every_need_once_and_then_only_what_changed():
    measured = _printed("rounds.py", "--needs", "4", "--patents", "60", "--json")["measured"]
    assert (measured["full_round"]["ranked"], measured["full_round"]["alone"]) == (4, 0)
    assert measured["incremental_round"]["ranked"] + measured["incremental_round"]["alone"] == 4


def _printed(benchmark, *options):
    command = [sys.executable, str(ROOT / "benchmarks" / benchmark), *options]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
