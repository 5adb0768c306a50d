"""The catalogues say everything that the code says, place for place, in Chinese and in English."""

import enum
import importlib
import re
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from matchmaker.settings import LANGUAGES
from matchmaker.translations.refresh import FOLDER, catalogue_path, messages_of_the_code, refresh

ROOMS = Path(__file__).resolve().parents[1] / "matchmaker"
PLACE = re.compile(r"%\((\w+)\)s")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def template():
    return messages_of_the_code()


@pytest.fixture(params=LANGUAGES)
def catalogue(request):
    return catalogue_of(request.param)


def catalogue_of(language):
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language)


def ids(catalogue):
    return {message.id for message in catalogue if message.id}


def test_a_catalogue_has_the_messages_of_the_code_and_no_others(catalogue, template):
    assert ids(catalogue) == ids(template)
    assert list(catalogue.obsolete) == []


def test_every_message_is_translated_and_none_by_guess(catalogue):
    assert [message.id for message in catalogue if not message.string or message.fuzzy] == []


def test_a_translation_has_the_places_of_its_message(catalogue):
    uneven = [
        message.id
        for message in catalogue
        if message.id and sorted(PLACE.findall(message.id)) != sorted(PLACE.findall(message.string))
    ]
    assert uneven == []


def test_the_chinese_catalogue_is_in_chinese():
    foreign = [
        message.id
        for message in catalogue_of("zh_Hans_CN")
        if message.id and not CHINESE.search(message.string)
    ]
    assert foreign == []


def test_the_english_catalogue_repeats_the_code():
    assert [message.id for message in catalogue_of("en") if message.id and message.string != message.id] == []


def test_every_label_of_an_enum_is_translated(catalogue):
    labels = {member.label for kind in enums() if hasattr(kind, "label") for member in kind}
    assert len(labels) > len(list(enums()))
    assert labels - ids(catalogue) == set()


def enums():
    for path in sorted(ROOMS.rglob("enums.py")):
        module = importlib.import_module(".".join(path.relative_to(ROOMS.parent).with_suffix("").parts))
        for kind in vars(module).values():
            if isinstance(kind, enum.EnumType) and kind.__module__ == module.__name__:
                yield kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_refreshing_an_up_to_date_catalogue_changes_nothing(language, template, tmp_path):
    shutil.copytree(FOLDER / language, tmp_path / language)
    refresh(language, template, tmp_path)
    assert catalogue_path(language, tmp_path).read_bytes() == catalogue_path(language).read_bytes()


def test_a_compiled_catalogue_says_the_same(catalogue):
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    assert {message.id: message.string for message in read_mo(compiled) if message.id} == {
        message.id: message.string for message in catalogue if message.id
    }
