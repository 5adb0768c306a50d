"""Judgements of matches as people give them."""

from matchmaker.matching.models import Judgement
from tests.factories.matching import make_match
from tests.factories.needs import make_need
from tests.factories.organizations import make_person
from tests.factories.patents import make_patent


def make_judgements(session, *levels, need=None, by=None):
    """A need whose patents were graded with these levels, as they are kept; gives the need."""
    need = need or make_need(session)
    by = by or make_person(session)
    session.flush()
    for place, level in enumerate(levels, start=1):
        patent = make_patent(session, title=f"一种第{place}号多孔陶瓷过滤板")
        make_match(session, need=need, patent=patent)
        session.add(Judgement(need_id=need.id, patent_id=patent.id, person_id=by.id, level=level))
    session.flush()
    return need
