"""``matchmaker evaluate`` as a person or a script runs it."""

import json

import pytest
from click.testing import CliRunner

from matchmaker.cli import main

TITLES = ("陶瓷管", "陶瓷板", "钢板", "光纤", "轨枕", "电缆", "肥料", "水泵", "风扇", "齿轮", "轴承")


@pytest.fixture
def evaluate(tmp_path):
    """Runs the command on a small test set, with these lines of judgements in place of its own."""
    files = {name: tmp_path / f"{name}.csv" for name in ("needs", "documents", "judgements")}
    files["needs"].write_text("need_id,title,content\nn,陶瓷管,陶瓷管开裂\n", encoding="utf-8")
    documents = [f"{number},{title}" for number, title in enumerate(TITLES)]
    files["documents"].write_text("\n".join(["id,title", *documents]), encoding="utf-8")
    grades = [f"n,{number},{4 if number == 0 else 1}" for number in range(len(TITLES))]

    def run(*options, judgements=grades):
        files["judgements"].write_text("\n".join(["need_id,id,level", *judgements]), encoding="utf-8")
        arguments = [part for name, path in files.items() for part in (f"--{name}", str(path))]
        environment = {
            "DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}",
            "MATCHMAKER_INSTANCE": str(tmp_path / "instance"),
            "MATCHMAKER_LANGUAGE": "en",
            "COLUMNS": "140",
        }
        return CliRunner().invoke(main, ["evaluate", *arguments, *options], env=environment)

    run.database = tmp_path / "none.sqlite3"
    return run


def test_json_holds_each_metric_for_the_default_words_alone_and_their_difference(evaluate):
    answer = evaluate("--json")
    assert (answer.exit_code, answer.stderr) == (0, "")
    told = json.loads(answer.stdout)
    sure, nothing = {"mean": 1.0, "low": 1.0, "high": 1.0}, {"mean": 0.0, "low": 0.0, "high": 0.0}
    assert {key: told[key] for key in ("needs", "patents", "judgements", "skipped")} == {
        "needs": 1,
        "patents": 11,
        "judgements": 11,
        "skipped": 0,
    }
    assert [each["metric"] for each in told["metrics"]] == ["nDCG@10", "P@5", "AUC", "nDCG@10 from level 2"]
    assert told["metrics"][0] == {
        "metric": "nDCG@10",
        "needs": 1,
        "default": sure,
        "words_alone": sure,
        "difference": nothing,
    }


def test_json_tells_how_far_the_grades_can_be_relied_on(evaluate):
    grades = json.loads(evaluate("--json").stdout)["grades"]
    strong, *others = grades["shipped"]["rows"]
    assert grades.keys() == {"shipped", "refitted"}
    assert strong == {"level": 4, "pairs": 1, "mean_level": 4.0, "relevant": 1.0}
    assert sum(row["pairs"] for row in others) == 10
    assert grades["shipped"]["of_grades"] == 1 / (
        1 + sum(row["pairs"] * (row["level"] - 1) for row in others) / 11
    )


def test_a_table_says_the_same_in_words(evaluate):
    answer = evaluate()
    lines = [" ".join(line.split()) for line in answer.stdout.splitlines()]
    assert answer.stdout.startswith("1 needs, 11 different patents, 11 judgements taken, 0 skipped\n")
    assert "P@5 1 0.200 (0.200 … 0.200) 0.200 (0.200 … 0.200) 0.000 (0.000 … 0.000)" in lines


def test_the_database_is_left_alone(evaluate):
    evaluate()
    assert not evaluate.database.exists()


def test_a_set_that_cannot_be_scored_is_refused_in_one_sentence(evaluate):
    answer = evaluate(judgements=["n,0,4"])
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.splitlines() == [
        "No need has 10 judged patents or more with one of level 3 or 4 among them. Give more judgements."
    ]


def test_a_wrong_level_is_refused_with_its_row(evaluate):
    answer = evaluate(judgements=["n,0,7"])
    assert (answer.exit_code, answer.stderr) == (
        1,
        "judgements.csv, row 2: the level is “7”, but levels go from 1 to 4.\n",
    )
