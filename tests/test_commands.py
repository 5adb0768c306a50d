"""The commands as a person or a script runs them: what they print, keep and exit with."""

import json
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from matchmaker.cli import main
from matchmaker.importing.numbers import check_digit
from matchmaker.needs.models import Need
from matchmaker.organizations.enums import OrganizationKind
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.models import Listing, Patent
from tests.factories.sheets import sheet
from tests.serving import served

HEADINGS = ("标题", "申请号", "申请人", "摘要")
HOLDER = "乙方理工大学"


def number(serial):
    digits = f"20191{serial:07}"
    return f"{digits}.{check_digit(digits)}"


def row(serial, title="一种多孔陶瓷过滤板"):
    return (title, number(serial), HOLDER, "多孔陶瓷过滤板在高温下抗热震。")


@pytest.fixture
def environment(database_url, tmp_path):
    """The settings of a centre where nothing has been entered yet."""
    return {
        "DATABASE_URL": database_url,
        "MATCHMAKER_INSTANCE": str(tmp_path / "instance"),
        "MATCHMAKER_LANGUAGE": "en",
        "MATCHMAKER_MAX_UPLOAD_MB": "1",
        "MATCHMAKER_MAX_IMPORT_MB": "1",
    }


@pytest.fixture
def run(environment):
    """Runs a command: ``run("import", "patents", …, answer="yes")``."""

    def command(*arguments, answer=None, **settings):
        return CliRunner().invoke(
            main, [str(part) for part in arguments], env={**environment, **settings}, input=answer
        )

    return command


@pytest.fixture
def count(opened):
    """How many rows of a model the centre keeps."""

    def rows(model):
        with opened.sessions() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(model))

    return rows


@pytest.fixture
def file(tmp_path):
    """A file with this content: ``file(sheet(…), "patents.csv")``."""

    def written(content, name="sheet.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return written


def import_patents(run, path, *options, **settings):
    return run("import", "patents", path, "--holder", HOLDER, *options, **settings)


def test_an_import_counts_what_is_new_and_then_finds_it_unchanged(run, count, file):
    path = file(sheet(HEADINGS, row(1), row(2)))
    first = import_patents(run, path, "--yes", "--json")
    assert (first.exit_code, first.stderr) == (0, "")
    assert json.loads(first.stdout) == {"new": 2, "changed": 0, "unchanged": 0, "wrong": [], "skipped": []}
    second = import_patents(run, path, "--yes", "--json")
    assert json.loads(second.stdout) == {"new": 0, "changed": 0, "unchanged": 2, "wrong": [], "skipped": []}
    assert (second.exit_code, count(Patent), count(Listing)) == (0, 2, 2)


def test_a_database_without_a_schema_is_migrated_first(run, shelf, file):
    url = shelf.empty()
    first = import_patents(run, file(sheet(HEADINGS, row(1))), "--yes", "--json", DATABASE_URL=url)
    second = import_patents(run, file(sheet(HEADINGS, row(1))), "--yes", "--json", DATABASE_URL=url)
    assert json.loads(first.stdout)["new"] == 1
    assert json.loads(second.stdout)["unchanged"] == 1
    shelf.drop(url)


def test_a_changed_row_changes_its_patent(run, file):
    import_patents(run, file(sheet(HEADINGS, row(1))), "--yes")
    changed = import_patents(run, file(sheet(HEADINGS, row(1, title="另一种过滤板"))), "--yes", "--json")
    assert json.loads(changed.stdout) == {"new": 0, "changed": 1, "unchanged": 0, "wrong": [], "skipped": []}


def test_wrong_rows_are_told_with_exit_status_1_and_the_good_ones_kept(run, count, file):
    wrong = number(3)[:-1] + ("0" if number(3)[-1] != "0" else "1")
    path = file(sheet(HEADINGS, row(1), ("过滤板", wrong, HOLDER, ""), row(2)))
    answer = import_patents(run, path, "--yes", "--json")
    told = json.loads(answer.stdout)
    assert (answer.exit_code, told["new"], count(Patent)) == (1, 2, 2)
    assert [set(each) for each in told["wrong"]] == [{"row", "column", "value", "reason"}]
    assert {name: told["wrong"][0][name] for name in ("row", "column", "value")} == {
        "row": 3,
        "column": "申请号",
        "value": wrong,
    }
    assert told["wrong"][0]["reason"].endswith(".")


def test_wrong_rows_are_told_on_the_error_stream_where_no_json_is_asked_for(run, file):
    answer = import_patents(run, file(sheet(HEADINGS, row(1), row(1))), "--yes")
    assert answer.exit_code == 1
    assert answer.stdout == "1 new, 0 changed, 0 unchanged, 1 wrong\n"
    assert answer.stderr.startswith("Row 3, ")


@pytest.mark.parametrize("answer", ["n", None], ids=["refused", "no answer"])
def test_nothing_is_kept_of_an_import_that_nobody_agreed_to(run, count, file, answer):
    import_patents(run, file(sheet(HEADINGS, row(1))), answer=answer)
    assert (count(Patent), count(Organization)) == (0, 0)


def test_an_import_that_was_agreed_to_is_kept(run, count, file):
    assert import_patents(run, file(sheet(HEADINGS, row(1))), answer="y").exit_code == 0
    assert count(Patent) == 1


def test_json_without_a_yes_shows_what_would_happen_and_keeps_nothing(run, count, file):
    answer = import_patents(run, file(sheet(HEADINGS, row(1))), "--json")
    assert json.loads(answer.stdout)["new"] == 1
    assert (answer.exit_code, count(Patent)) == (0, 0)


def test_patents_can_come_in_without_being_offered(run, count, file):
    import_patents(run, file(sheet(HEADINGS, row(1))), "--no-offer", "--yes")
    assert (count(Patent), count(Listing)) == (1, 0)


def test_a_script_must_say_whose_patents_they_are(run, count, file):
    answer = run("import", "patents", file(sheet(HEADINGS, row(1))), "--yes")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr == "Say whose patents these are: --holder NAME.\n"
    assert count(Patent) == 0


@pytest.mark.parametrize("shelf", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", ["patents", "needs"])
def test_a_file_that_is_too_large_is_refused_in_one_sentence(run, count, file, kind):
    owner = {"patents": "--holder", "needs": "--company"}[kind]
    large = file(sheet(HEADINGS, row(1)) + b"," * 1024 * 1024, "large.csv")
    answer = run("import", kind, large, owner, HOLDER, "--yes", "--json")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.splitlines() == [
        "large.csv has 1.0 MB; at most 1 MB can be imported at once. Split it into several files."
    ]
    assert (count(Patent), count(Need), count(Organization)) == (0, 0, 0)


def test_a_file_that_is_not_there_is_a_usage_error(run, tmp_path):
    assert import_patents(run, tmp_path / "nowhere.csv").exit_code == 2


def test_needs_come_in_and_are_unchanged_the_second_time(run, count, file):
    path = file(sheet(("需求编号", "需求名称", "需求内容"), ("XQ-1", "过滤板寿命短", "陶瓷过滤板高温开裂。")))
    first = run("import", "needs", path, "--company", "甲方陶瓷有限公司", "--yes", "--json")
    assert json.loads(first.stdout) == {"new": 1, "changed": 0, "unchanged": 0, "wrong": [], "skipped": []}
    second = run("import", "needs", path, "--company", "甲方陶瓷有限公司", "--yes", "--json")
    assert json.loads(second.stdout) == {"new": 0, "changed": 0, "unchanged": 1, "wrong": [], "skipped": []}
    assert (first.exit_code, second.exit_code, count(Need)) == (0, 0, 1)


def test_needs_that_nobody_has_are_refused(run, count, file):
    answer = run("import", "needs", file(sheet(("需求名称",), ("过滤板寿命短",))), "--yes")
    assert (answer.exit_code, len(answer.stderr.splitlines()), count(Need)) == (1, 1, 0)


@pytest.fixture
def stocked(run, file):
    """A centre with two patents on offer and one need."""
    import_patents(run, file(sheet(HEADINGS, row(1), row(2, title="一种辣椒采摘机"))), "--yes")
    needs = file(sheet(("需求编号", "需求名称"), ("XQ-1", "多孔陶瓷过滤板寿命短")), "needs.csv")
    run("import", "needs", needs, "--company", "甲方陶瓷有限公司", "--yes")
    return run


def test_a_match_names_the_patent_and_the_words_that_found_it(stocked):
    for asked in (("--text", "多孔陶瓷过滤板高温开裂"), ("--need", "XQ-1"), ("--need", "1")):
        answer = stocked("match", *asked, "--json")
        best = json.loads(answer.stdout)[0]
        assert answer.exit_code == 0
        found = (best["rank"], best["number"], best["holder"], best["applicants"])
        assert found == (1, number(1), HOLDER, [HOLDER])
        assert sum(term["contribution"] for term in best["terms"]) == pytest.approx(best["score"])
        assert (best["level"], best["grade"]) in {(4, "Strong"), (3, "Fairly strong")}


def test_a_match_is_shown_as_a_table(stocked):
    answer = stocked("match", "--text", "多孔陶瓷过滤板", "--top", "1")
    assert answer.stdout.splitlines()[0].split()[:2] == ["1", "Strong"]
    assert "一种多孔陶瓷过滤板" in answer.stdout
    assert "一种辣椒采摘机" not in answer.stdout


def test_no_shared_word_is_said_and_no_failure(stocked):
    answer = stocked("match", "--text", "qwertz")
    assert (answer.exit_code, answer.stdout) == (0, "No patent on offer shares a word with this.\n")
    assert stocked("match", "--text", "qwertz", "--json").stdout == "[]\n"


@pytest.mark.parametrize("asked", [(), ("--text", "过滤板", "--need", "1")], ids=["neither", "both"])
def test_a_match_is_for_a_text_or_for_a_need(run, asked):
    answer = run("match", *asked)
    assert answer.exit_code == 2
    assert "Give either --text or --need." in answer.stderr


def test_a_text_of_any_kind_is_answered(stocked):
    texts = ["陶", "，。", "a", "👩‍🔬", "\udcff\ud83d", "\x1b[31m\x01", "陶\0瓷", "12", "長" * 20_000]
    answers = [stocked("match", "--text", text, "--json") for text in texts]
    assert [(answer.exit_code, answer.exception) for answer in answers] == [(0, None)] * len(texts)
    assert {type(json.loads(answer.stdout)) for answer in answers} == {list}


def test_a_text_in_traditional_characters_and_full_width_finds_the_patent(stocked):
    answer = stocked("match", "--text", "多孔陶瓷過濾板　ＰＥＥＫ", "--json")
    assert json.loads(answer.stdout)[0]["number"] == number(1)


def test_a_match_that_cannot_be_made_is_refused_in_one_sentence(run):
    asked = [
        ("--need", "99"),
        ("--need", "9" * 5_000),
        ("--need", "\udcff"),
        ("--need", "\0"),
        ("--need", "👩‍🔬"),
        ("--text", "长" * 20_001),
        ("--text", " \n"),
    ]
    answers = [run("match", *each) for each in asked]
    told = [(answer.exit_code, answer.stdout, len(answer.stderr.splitlines())) for answer in answers]
    assert told == [(1, "", 1)] * len(asked)


def test_an_account_is_opened_once_and_its_password_printed(run, count):
    facts = ("--email", "a@example.org", "--name", "试验员", "--role", "broker", "--organization", "试验中心")
    first, second = run("add-person", *facts), run("add-person", *facts)
    assert first.exit_code == 0
    assert len(first.stdout.strip()) >= 12
    assert (second.exit_code, second.stdout, len(second.stderr.splitlines())) == (1, "", 1)
    assert count(Person) == 1


def test_the_organisation_of_the_first_administrator_is_entered_as_the_centre_and_no_company_has_staff(
    run, opened
):
    def add(email, role, organization):
        facts = ("--email", email, "--name", "试验员", "--role", role, "--organization", organization)
        return run("add-person", *facts).exit_code

    assert add("a@example.org", "administrator", "试验产业研究") == 0
    assert add("b@example.org", "engineer", "试验陶瓷公司") == 0
    assert add("c@example.org", "broker", "试验陶瓷公司") == 1
    assert add("d@example.org", "broker", "误写的试验产业研究") == 1
    with opened.sessions() as session:
        kinds = dict(session.execute(sa.select(Organization.name, Organization.kind)).all())
    assert kinds == {"试验产业研究": OrganizationKind.CENTRE, "试验陶瓷公司": OrganizationKind.COMPANY}


def test_the_index_can_be_built_before_the_first_start(run, file, environment):
    import_patents(run, file(sheet(HEADINGS, row(1), row(2))), "--yes")
    built = run("index")
    assert (built.exit_code, built.stdout) == (0, "2 patents are in the search index.\n")
    (kept,) = Path(environment["MATCHMAKER_INSTANCE"]).glob("catalogue-*")
    assert (kept / "index.json").is_file()


@pytest.mark.parametrize("shelf", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "setting",
    [
        {"MATCHMAKER_LANGUAGE": "tlh"},
        {"MATCHMAKER_LANGAUGE": "en"},
        {"MATCHMAKER_MAX_UPLOAD_MB": "0"},
        {"MATCHMAKER_TIMEZONE": "Asia/Atlantis"},
        {"DATABASE_URL": "mysql://localhost/centre"},
    ],
    ids=lambda setting: next(iter(setting)),
)
def test_a_wrong_setting_is_told_in_one_sentence(run, setting):
    answer = run("demo", **setting)
    assert (answer.exit_code, answer.stdout, len(answer.stderr.splitlines())) == (1, "", 1)
    assert next(iter(setting)) in answer.stderr


@pytest.mark.parametrize("shelf", ["sqlite"], indirect=True)  # on PostgreSQL it serves in tests/jobs
def test_the_server_prints_its_address_and_answers_there(environment):
    with served(environment) as (address, printed):
        assert printed == f"{address}\n"
        assert answered(f"{address}/healthz") == (200, {"status": "ok"})


def test_a_server_that_finds_its_port_in_use_says_so_in_a_sentence(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = run("serve", "--port", port)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"Port {port} at 127.0.0.1 is in use, perhaps by this platform itself. Stop what listens there, or choose"
        " another port with --port.\n"
    )


def test_a_server_refuses_an_address_of_another_machine(run):
    refused = run("serve", "--host", "192.0.2.1")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Nothing can listen at 192.0.2.1.")


def answered(address):
    """What an address answers once somebody listens there."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address) as response:
                return response.status, json.load(response)
        except urllib.error.URLError:
            time.sleep(0.1)
    raise TimeoutError(address)
