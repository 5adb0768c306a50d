"""A small part of the classification, with titles of our own."""

from matchmaker.importing.ipc_scheme import read_scheme
from matchmaker.patents.scheme.service import load_scheme

LINES = (
    "code\ttitle_zh",
    "B\t作业",
    "B01\t分离（另见C02）",
    "B01D\t过滤；分离",
    "B01D39/00\t过滤材料",
    "B01D39/20\t无机物的，例如含量100%的陶瓷",
    "C\t化学",
    "C04\t水泥；陶瓷",
    "C04B\t水泥组合物",
    "C04B38/00\t多孔陶瓷",
    "C04B38/06\t烧去添加物的",
    "C04B38/067\t球状的",
    "C04B38/10\t用发泡剂的",
)


def as_file(lines=LINES):
    """The lines as a file holds them."""
    return [f"{line}\n".encode() for line in lines]


def make_scheme(session, lines=LINES):
    return load_scheme(session, entries=read_scheme(as_file(lines)))
