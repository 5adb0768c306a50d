"""A search stands in its address as a whole."""

from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.addresses import FILTER_NAMES, Asked, read_asked
from matchmaker.matching.enums import Order, Reading, Sought
from matchmaker.matching.filters import NO_FILTERS, Filters
from matchmaker.matching.wanted import Wanted

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30).map(str.strip)
VALUES = st.lists(
    st.sampled_from(["H01M", "7", "张伟", "2020", "a&b=c"]), min_size=1, max_size=2, unique=True
)


@st.composite
def searches(draw):
    sought = draw(st.sampled_from(Sought))
    text, typed = draw(WORDS), draw(st.dictionaries(st.sampled_from(FILTER_NAMES[sought]), VALUES))
    columns = draw(st.sets(st.sampled_from(sought.columns)))
    return Asked(
        text=text,
        typed=typed,
        said=draw(WORDS) if typed and not text else "",
        reading=draw(st.sampled_from([None, *Reading])) if text else None,
        order=draw(st.sampled_from(sought.orders)),
        page=draw(st.integers(1, 9999)),
        columns=tuple(each for each in sought.columns if each in columns),
        sought=sought,
    )


def test_filters_are_told_by_name_with_how_many_choices_are_made():
    classes = ["H01M", "C01B", "H01G"]
    asked = Asked(text="锂电池", typed={"ipc": classes, "status": ["in_force"]})
    assert asked.narrowed_by == (("IPC class", 3), ("Legal status", 1))
    needs = Asked(text="", typed={"ipc": classes}, sought=Sought.NEEDS)
    assert needs.narrowed_by == (("IPC class of the best patents", 3),)


@given(searches())
def test_an_address_gives_back_its_search(asked):
    assert read_asked(parse_qs(asked.query(page=asked.page), keep_blank_values=True), asked.sought) == asked


@given(searches())
def test_a_button_gives_back_everything_but_the_text(asked):
    again = {"text": [asked.text], "instead": [asked.query(page=asked.page, with_text=False)]}
    assert read_asked(again, asked.sought) == asked


@given(st.dictionaries(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=2)))
def test_whatever_is_sent_is_some_search(values):
    asked = read_asked(values)
    assert asked.page >= 1
    assert read_asked(parse_qs(asked.query(), keep_blank_values=True)).typed.keys() <= asked.typed.keys()


def test_what_a_text_stands_for_comes_and_goes_with_it():
    wanted = Wanted(Reading.CODE, {"ipc": ("H01M",)}, ("H01M",))
    asked = Asked(text=" H01M ", typed={"ipc": ["C04B"], "way": ["licence"]})
    listed = asked.as_list(wanted)
    assert (listed.said, listed.typed) == ("H01M", {"ipc": ["C04B", "H01M"], "way": ["licence"]})
    assert listed.without(wanted).typed == {"ipc": ["C04B"], "way": ["licence"]}
    words = Wanted(Reading.WORDS, {})
    assert listed.read_as(words, wanted).arguments() == {
        "text": "H01M", "ipc": ["C04B"], "way": ["licence"], "reading": ["words"]
    }  # fmt: skip


def test_other_filters_take_what_was_said_out_of_the_box():
    listed = Asked(text="", said="H01M", typed={"ipc": ["H01M"]}, order=Order.PRICE)
    assert listed.arguments(order=Order.FILED)["said"] == "H01M"
    assert listed.arguments(filters=Filters(year=(2020,))) == {"year": ["2020"], "order": ["price"]}
    assert listed.arguments(filters=NO_FILTERS) == {"text": "", "order": ["price"]}
