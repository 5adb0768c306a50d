"""Pages of refinement: what the centre's words do to a need's ten best, before they are saved and after."""

from flask import Blueprint, g, render_template, request
from werkzeug.wrappers import Response

from matchmaker.errors import InvalidError, NotFoundError
from matchmaker.forms import said
from matchmaker.matching.refinement import refinement_of
from matchmaker.needs.enums import OPEN_STATES
from matchmaker.needs.queries import may_read, need_with_id
from matchmaker.needs.service import checked_words, expect_state
from matchmaker.organizations.roles import STAFF, open_to

room = Blueprint("refinement", __name__, template_folder="templates")


@room.route("/needs/<int:need_id>/refinement", methods=["GET", "POST"])
@open_to(*STAFF)
def refinement(need_id: int) -> Response | str | tuple[str, int]:
    """The ten best before and after: by the words that were sent, or by those that are saved."""
    need = need_with_id(g.session, need_id)
    if not may_read(need, g.person):
        raise NotFoundError
    words = {"title": need.title, "content": need.said}
    if request.method == "POST":
        expect_state(need, *OPEN_STATES)
        try:
            words = checked_words(request.form.get("title", ""), request.form.get("content", ""))
        except InvalidError as error:
            refusal = said(error)
            return render_template("matching/refinement.html", need=need, found=None, refusal=refusal), 422
    return render_template(
        "matching/refinement.html",
        need=need,
        words=words,
        found=refinement_of(g.session, g.catalogue, need=need, **words),
        is_saved=request.method == "GET",
    )
