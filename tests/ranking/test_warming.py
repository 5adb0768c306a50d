"""Once the loops are compiled, no search of any index compiles them again."""

import numpy as np

from matchmaker.ranking import compiled, kernels, looking_up
from matchmaker.ranking.documents import Document
from matchmaker.ranking.index import TfidfIndex
from matchmaker.ranking.warming import compile_loops

_LOOPS = (
    *(compiled.best_rows, looking_up.look_up, looking_up.permit, looking_up.turn_around),
    *(kernels.weighed, kernels.ranked),
)


def test_what_was_compiled_serves_indexes_in_memory_and_from_files_changed_and_filtered(tmp_path):
    compile_loops()
    before = [loop.signatures for loop in _LOOPS]
    rng = np.random.default_rng(0)
    documents = [
        Document(number, {"title": [f"t{term}" for term in rng.choice(60, 10)]}) for number in range(6_000)
    ]
    TfidfIndex().fit(documents).save(tmp_path)
    index, asked = TfidfIndex.load(tmp_path), {"title": ["t1", "t2", "t70"]}
    index.rank(asked, allowed=np.arange(3_000))
    index.add([Document(9_999, {"title": ["t1", "t70"]})])
    index.explain(asked, index.rank(asked)[0].id)
    assert [loop.signatures for loop in _LOOPS] == before
