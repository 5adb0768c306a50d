"""Has the ranking's loops compiled before anybody waits for them."""

import numpy as np

from matchmaker.ranking.documents import Document
from matchmaker.ranking.index import TfidfIndex


def compile_loops() -> None:
    """Compiles the loops where they are not kept yet, which takes half a minute, and else reads them."""
    texts = ["pump"], ["seal"]
    index = TfidfIndex().fit(Document(number, {"title": text}) for number, text in enumerate(texts))
    index.rank({"title": ["seal"]})
    index.rank(
        {"title": ["seal"]}, allowed=np.arange(10_000)
    )  # so many that they are not looked up one by one
    index.explain({"title": ["seal"]}, 1)


if __name__ == "__main__":
    compile_loops()
