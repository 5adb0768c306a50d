"""Matches as a run of the matcher finds them."""

from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.queries import matches_of
from matchmaker.matching.runs import is_fresh
from matchmaker.matching.service import current_run
from matchmaker.patents.service import enter_patents
from tests.factories.needs import make_need
from tests.factories.organizations import make_university
from tests.factories.patents import ENTERED_ON, make_patent, make_record


def make_match(session, *, need=None, patent=None):
    """The match of a need with a patent on offer that shares words with it."""
    need = need or make_need(session)
    patent = patent or make_patent(session)
    run = current_run(session, Catalogue(), need=need)
    return next(match for match in matches_of(session, need, run) if match.patent_id == patent.id)


def is_stale(session, catalogue, need, run):
    """Whether a need's words, the catalogue or the recipe have changed since a run."""
    return not is_fresh(catalogue.standing(session), need, run)


def enter_plates(session, material, count):
    """Commits so many patents on offer, filter plates of a material; gives them."""
    records = [
        make_record(title=f"一种{material}过滤板第{number}号", abstract=f"多孔{material}，磷酸锰铁锂")
        for number in range(count)
    ]
    holder = make_university(session)
    patents = enter_patents(session, records=records, holder=holder, offer=True, on=ENTERED_ON, by=None)
    session.commit()
    return patents
