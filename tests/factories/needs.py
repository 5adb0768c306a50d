"""Needs in the state that a test wants."""

from matchmaker.needs.curation import move_need, return_need
from matchmaker.needs.enums import NeedState
from matchmaker.needs.service import close_need, publish_need, submit_need, write_need
from tests.factories.organizations import make_organization, make_person

_PATHS = {
    NeedState.DRAFT: (),
    NeedState.SUBMITTED: ("submitted",),
    NeedState.RETURNED: ("submitted", "returned"),
    NeedState.REFINING: ("submitted", "refining"),
    NeedState.SCREENING: ("submitted", "screening"),
    NeedState.PUBLISHED: ("submitted", "published"),
    NeedState.IN_TALKS: ("submitted", "published", "in_talks"),
    NeedState.SIGNED: ("submitted", "published", "in_talks", "signed"),
    NeedState.CLOSED: ("submitted", "published", "closed"),
}
_STEPS = {NeedState.SUBMITTED: submit_need, NeedState.PUBLISHED: publish_need, NeedState.CLOSED: close_need}


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
    for step in map(NeedState, _PATHS[state]):
        if step in _STEPS:
            _STEPS[step](session, need=need, by=by)
        elif step is NeedState.RETURNED:
            return_need(session, need=need, reason="请补充指标。", by=make_person(session))
        else:
            move_need(session, need=need, state=step, by=make_person(session))
    session.flush()
    return need
