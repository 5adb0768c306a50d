"""``matchmaker tune`` and ``matchmaker export-judgements`` as a person or a script runs them."""

import json

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from matchmaker.cli import main
from matchmaker.matching.adoption import adopted_recipe
from matchmaker.matching.enums import Level
from matchmaker.matching.models import Tuning
from matchmaker.matching.recipe import Recipe
from matchmaker.organizations.enums import Role
from tests.factories.judgements import make_judgements
from tests.factories.organizations import make_person
from tests.factories.words import make_words

TITLES = ("陶瓷管", "陶瓷板", "钢板", "光纤", "轨枕", "电缆", "肥料", "水泵", "风扇", "齿轮", "轴承")
BROKER, ENGINEER = "broker@example.org", "engineer@example.org"


@pytest.fixture
def centre(opened):
    """The centre's database, with a broker and an engineer."""
    with opened.sessions.begin() as session:
        make_person(session, email=BROKER)
        make_person(session, email=ENGINEER, role=Role.ENGINEER)
    return opened


@pytest.fixture
def run(centre, database_url, tmp_path):
    """Runs a command of the centre."""

    def command(*arguments):
        environment = {
            "DATABASE_URL": database_url,
            "MATCHMAKER_INSTANCE": str(tmp_path / "instance"),
            "MATCHMAKER_LANGUAGE": "en",
            "COLUMNS": "140",
        }
        return CliRunner().invoke(main, [str(part) for part in arguments], env=environment)

    return command


@pytest.fixture
def files(tmp_path):
    """The options that name a test set of 30 needs."""
    rows = {
        "needs": ["need_id,title,content", *(f"{n},{TITLES[n % 11]}{n}号,急" for n in range(30))],
        "documents": ["id,title", *(f"{place},{title}" for place, title in enumerate(TITLES))],
        "judgements": [
            "need_id,id,level",
            *(f"{n},{place},{4 if place == n % 11 else 1}" for n in range(30) for place in range(11)),
        ],
    }
    options = []
    for name, lines in rows.items():
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        options += [f"--{name}", path]
    return options


@pytest.fixture
def graded(centre):
    """The centre has graded ten matches of one need."""
    with centre.sessions.begin() as session:
        make_judgements(session, *[Level.STRONG, Level.NONE] * 5)


def state(centre):
    """The recipe in use, and how many tunings were kept."""
    with centre.sessions() as session:
        return adopted_recipe(session), session.scalar(sa.select(sa.func.count(Tuning.id)))


def test_a_test_set_is_tuned_on_and_nothing_is_kept(run, centre, files):
    answer = run("tune", *files, "--json")
    told = json.loads(answer.stdout)
    assert (answer.exit_code, told["needs"], told["enough"], told["surely_better"]) == (0, 30, True, False)
    assert told["difference"] == {"mean": 0.0, "low": 0.0, "high": 0.0}
    assert told["present"] == told["recipe"]
    assert state(centre) == (Recipe(), 0)


def test_before_and_after_are_printed(run, files):
    answer = run("tune", *files)
    lines = [" ".join(line.split()) for line in answer.stdout.splitlines()]
    assert "Before 0.125 0.333 0.250 1.000 (1.000 … 1.000)" in lines
    assert "Difference 0.000 (0.000 … 0.000)" in lines
    assert lines[-1] == "The needs at hand cannot tell the weights apart. Keep the present ones."


def test_the_centres_own_grades_are_tuned_on_kept_and_too_few(run, centre, graded):
    answer = run("tune")
    assert (answer.exit_code, state(centre)) == (0, (Recipe(), 1))
    assert answer.stdout.splitlines()[-1] == (
        "Too few: it takes 30 needs with ten graded patents each to tell weights apart."
    )


def test_weights_are_adopted_at_a_persons_word_and_taken_back(run, centre, files):
    assert run("tune", *files, "--adopt", "--by", BROKER).exit_code == 0
    with centre.sessions() as session:
        tuning = session.scalars(sa.select(Tuning)).one()
        assert (tuning.adopted_by.email, tuning.taken_back_at) == (BROKER, None)
    back = run("tune", "--revert", "--by", BROKER)
    assert (back.exit_code, back.stdout.startswith("Taken back: the weights of ")) == (0, True)
    again = run("tune", "--revert", "--by", BROKER)
    assert (again.exit_code, len(again.stderr.splitlines())) == (1, 1)


@pytest.mark.parametrize("by", [(), ("--by", ENGINEER), ("--by", "nobody@example.org")])
@pytest.mark.parametrize("step", ["--adopt", "--revert"])
def test_nobody_but_the_centres_staff_changes_the_weights(run, centre, files, step, by):
    answer = run("tune", *files, step, *by)
    assert (answer.exit_code, answer.stdout, answer.stderr) == (
        1,
        "",
        "Say at whose word: --by E-MAIL of an account of the centre's staff.\n",
    )
    assert state(centre) == (Recipe(), 0)


def test_too_few_grades_are_not_adopted(run, centre, graded):
    answer = run("tune", "--adopt", "--by", BROKER)
    assert (answer.exit_code, state(centre)) == (1, (Recipe(), 0))
    assert "1 needs are too few to tell weights apart" in answer.stderr


def test_a_test_set_has_three_files(run, files):
    answer = run("tune", *files[:4])
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith("Name all three files: ")


@pytest.mark.parametrize(
    "command", [("tune",), ("export-judgements", "folder")], ids=lambda command: command[0]
)
def test_a_centre_that_has_judged_nothing_is_told_so_in_one_sentence(run, command):
    answer = run(*command)
    assert (answer.exit_code, answer.stdout, len(answer.stderr.splitlines())) == (1, "", 1)


def test_what_was_exported_is_evaluated(run, graded, tmp_path):
    folder = tmp_path / "set"
    exported = run("export-judgements", folder)
    assert exported.stdout == f"1 needs, 10 patents and 10 grades are in {folder}\n"
    again = run("export-judgements", folder)
    assert (again.exit_code, len(again.stderr.splitlines())) == (1, 1)
    names = {"needs": "needs.csv", "documents": "documents.jsonl", "judgements": "judgements.csv"}
    options = [part for option, name in names.items() for part in (f"--{option}", folder / name)]
    told = json.loads(run("evaluate", *options, "--json").stdout)
    assert (told["needs"], told["judgements"], told["skipped"]) == (1, 10, 0)
    assert told["grades"]["shipped"]["pairs"] == 10


@pytest.fixture
def slang(centre, tmp_path):
    """The options that name one need which says a tube by a word that only the centre's list has."""
    with centre.sessions.begin() as session:
        make_words(session, synonyms="甲壳 → 陶瓷管")
    rows = {
        "needs": ["need_id,title,content", "n,甲壳,"],
        "documents": ["id,title", *(f"{place},{title}" for place, title in enumerate(TITLES[::-1]))],
        "judgements": ["need_id,id,level", *(f"n,{place},{4 if place == 10 else 1}" for place in range(11))],
    }
    for name, lines in rows.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
    return [part for name in rows for part in (f"--{name}", tmp_path / f"{name}.csv")]


def test_a_test_set_is_evaluated_as_shipped_and_on_request_with_the_centres_words(run, slang):
    as_shipped, as_here = (
        json.loads(run("evaluate", *slang, *more, "--json").stdout) for more in ((), ("--centre",))
    )
    assert [each["metrics"][2]["default"]["mean"] for each in (as_shipped, as_here)] == [0.5, 1.0]


def test_tuning_reads_with_the_centres_words(run, slang):
    assert json.loads(run("tune", *slang, "--json").stdout)["before"]["mean"] == 1.0
