"""The tree of the classification, and the names of codes on the other pages."""

import pytest
from click.testing import CliRunner

from matchmaker.cli import main
from matchmaker.organizations.enums import Role
from tests.factories.patents import make_patent
from tests.factories.scheme import LINES, make_scheme
from tests.web.browsing import as_file


@pytest.fixture
def offers(session, home):
    """Three patents on offer, and one that is not."""
    codes = (("C04B 38/06", "C04B 38/067", "B01D 39/20"), ("C04B 38/06",), ("C04B 35/00",))
    made = [make_patent(session, holder=home[Role.OFFICER], ipc=ipc) for ipc in codes]
    make_patent(session, ipc=("B01D 39/20",), offer=False)
    make_scheme(session)
    session.commit()
    return made


def rows(page):
    """The cells of the tree, row by row."""
    return [
        tuple(cell.get_text(" ", strip=True) for cell in row.select("td"))
        for row in page.soup.select("main tbody tr")
    ]


def test_the_tree_goes_from_section_to_group_with_what_is_on_offer(visitor, offers):
    page = visitor.open("/ipc")
    assert rows(page) == [("B", "作业", "1"), ("C", "化学", "3")]
    assert rows(visitor.open("/ipc?code=C")) == [("C04", "水泥；陶瓷", "3")]
    assert rows(visitor.open("/ipc?code=C04B")) == [("C04B 38/00", "多孔陶瓷", "2")]
    page = visitor.open("/ipc?code=c04b38/00")
    assert rows(page) == [
        ("C04B 38/06", "烧去添加物的", "2"),
        ("C04B 38/067", "球状的", "1"),
        ("C04B 38/10", "用发泡剂的", "0"),
    ]
    assert "/search?ipc=C04B+38" in page.html
    assert "/search?ipc=C04B+38/06" in page.html
    assert "Search among these 2 patents" in page.text


def test_a_subclass_that_the_file_lacks_is_shown_where_patents_have_it(visitor, offers, session):
    make_patent(session, ipc=("B02C 4/02",))
    session.commit()
    make_scheme(session, ["B02\t破碎"])
    session.commit()
    assert rows(visitor.open("/ipc?code=B02")) == [
        ("B02C", "The file that was loaded has no name for it.", "1")
    ]


@pytest.mark.parametrize("code", ["Z", "C04B 99/00", "none such", "%00", "A" * 500])
def test_a_place_that_is_not_there_is_not_found(visitor, offers, code):
    assert visitor.open(f"/ipc?code={code}").status == 404


def test_without_a_classification_the_page_says_so(visitor, home):
    assert "has not been loaded yet" in visitor.open("/ipc").text


def test_codes_of_a_patent_have_names_and_unknown_ones_are_marked(visitor, offers):
    text = visitor.open(f"/patents/{offers[0].id}").text
    assert "B01D 39/20 过滤 › 过滤材料 › 无机物的，例如含量100%的陶瓷" in text
    assert "C04B 38/06 水泥组合物 › 多孔陶瓷 › 烧去添加物的 C04B 38/067 球状的" in text
    assert "not in the classification" not in text
    assert "not in the classification" in visitor.open(f"/patents/{offers[2].id}").text


def test_filters_and_evidence_name_the_classes(visitor, offers):
    text = visitor.open("/search?text=多孔陶瓷过滤板").text
    assert "B01D 过滤" in text


def test_a_sheet_with_unknown_codes_is_warned_of_and_taken(officer, offers):
    content = "申请号,标题,IPC分类号\n202011438186.0,一种板,B01D39/21;B01D39/20\n201710601862.3,另一种板,H01L21/02\n"
    page = officer.open("/inventory/import").form().send(file=as_file(content.encode()))
    warned = [each.get_text(strip=True) for each in page.soup.select(".alert-warning .digits")]
    assert warned == ["B01D 39/21", "H01L 21/02"]
    assert page.forms()[0].send().notes == ["Imported: 2 new, 0 changed. 0 rows were left out."]


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_the_tree_is_there_in_both_languages(visitor, offers, language):
    visitor.client.set_cookie("language", language)
    assert visitor.open("/ipc").status == 200
    assert visitor.open("/ipc?code=B01D").status == 200


def test_the_command_loads_a_file_and_tells_wrong_lines(database_url, tmp_path):
    settings = {
        "DATABASE_URL": database_url,
        "MATCHMAKER_INSTANCE": str(tmp_path),
        "MATCHMAKER_LANGUAGE": "en",
    }
    file = tmp_path / "ipc.tsv"

    def run(lines):
        file.write_text("\n".join(lines), encoding="utf-8")
        return CliRunner().invoke(main, ["import", "ipc", str(file)], env=settings)

    loaded = run(LINES)
    assert (loaded.exit_code, loaded.stdout) == (0, "12 new, 0 changed, 0 unchanged, 0 wrong\n")
    again = run([*LINES, "Z99\t错"])
    assert (again.exit_code, again.stdout) == (1, "0 new, 0 changed, 12 unchanged, 1 wrong\n")
    assert again.stderr.startswith("Line 14, “Z99”: This is not an IPC code")
