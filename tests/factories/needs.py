"""Needs in the state that a test wants."""

from matchmaker.needs.enums import NeedState
from matchmaker.needs.service import close_need, publish_need, submit_need, write_need
from tests.factories.organizations import make_organization

_STEPS = {NeedState.SUBMITTED: submit_need, NeedState.PUBLISHED: publish_need, NeedState.CLOSED: close_need}
_PATHS = {
    NeedState.DRAFT: (),
    NeedState.SUBMITTED: (NeedState.SUBMITTED,),
    NeedState.PUBLISHED: (NeedState.SUBMITTED, NeedState.PUBLISHED),
    NeedState.CLOSED: (NeedState.SUBMITTED, NeedState.PUBLISHED, NeedState.CLOSED),
}


def make_need(
    session,
    *,
    state=NeedState.PUBLISHED,
    organization=None,
    title="陶瓷过滤板寿命短",
    content="多孔陶瓷过滤板在高温下开裂，需要提高抗热震性。",
    by=None,
    **terms,
):
    organization = organization or make_organization(session)
    need = write_need(session, organization=organization, title=title, content=content, by=by, **terms)
    for step in _PATHS[state]:
        _STEPS[step](session, need=need, by=by)
    session.flush()
    return need
