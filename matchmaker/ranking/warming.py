"""Has the ranking's loops compiled before anybody waits for them."""

from matchmaker.ranking.documents import Document
from matchmaker.ranking.index import TfidfIndex


def compile_loops() -> None:
    """Compiles the loops where they are not kept yet, which takes half a minute, and else reads them."""
    texts = ["pump"], ["seal"]
    index = TfidfIndex().fit(Document(number, {"title": text}) for number, text in enumerate(texts))
    index.rank({"title": ["seal"]})
    index.explain({"title": ["seal"]}, 1)


if __name__ == "__main__":
    compile_loops()
