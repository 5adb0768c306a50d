"""What the catalogue says of itself: which change it is of, and which patents gave the terms their weights."""

from matchmaker.matching import catalogue as catalogue_module
from matchmaker.matching.catalogue import Catalogue
from matchmaker.patents.queries import catalogue_revision
from matchmaker.ranking import index as index_module
from tests.factories.patents import make_patent


def test_a_small_catalogue_weighs_its_terms_with_each_change(session, catalogue):
    for _ in range(2):
        make_patent(session)
        standing = catalogue.standing(session)
        assert standing.revision == standing.weighed_at == catalogue_revision(session)
        assert standing.fingerprint.startswith(catalogue.fingerprint)


def test_a_large_catalogue_keeps_its_weights(session, catalogue, monkeypatch):
    make_patent(session)
    weighed_at = catalogue.standing(session).weighed_at
    monkeypatch.setattr(index_module, "_MERGED_AT_ONCE", 0)
    make_patent(session)
    standing = catalogue.standing(session)
    assert (standing.revision, standing.weighed_at) == (weighed_at + 1, weighed_at)


def test_a_kept_index_was_weighed_when_it_was_kept(session, tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue_module, "_WORTH_KEEPING", 1)
    make_patent(session)
    kept = Catalogue(tmp_path).standing(session)
    monkeypatch.setattr(index_module, "_MERGED_AT_ONCE", 0)
    make_patent(session)
    standing = Catalogue(tmp_path).standing(session)
    assert (standing.revision, standing.weighed_at) == (kept.revision + 1, kept.revision)


def test_a_standing_stays_while_the_catalogue_goes_on(session, catalogue):
    make_patent(session)
    before = catalogue.standing(session)
    make_patent(session)
    after = catalogue.standing(session)
    assert (len(before.index.ids_), len(after.index.ids_)) == (1, 2)
    assert after.revision == before.revision + 1
