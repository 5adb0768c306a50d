"""Pages of how far the matcher can be relied on."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.downloads import download
from matchmaker.matching.calibrating import refit_calibration
from matchmaker.matching.enums import Level
from matchmaker.matching.export import exported_files, zipped
from matchmaker.matching.own_judgements import judged_rows
from matchmaker.matching.quality import match_quality
from matchmaker.matching.tuning import ENOUGH
from matchmaker.organizations.roles import STAFF, open_to

room = Blueprint("quality", __name__, template_folder="templates")


@room.get("/desk/quality")
@open_to(*STAFF)
def quality() -> str:
    """How far the grades can be relied on, why matches were passed on, and what the last tuning said."""
    return render_template(
        "matching/quality.html", quality=match_quality(g.session), levels=Level, enough=ENOUGH
    )


@room.post("/desk/quality/refit")
@open_to(*STAFF)
def refit() -> Response:
    """Refits the grades to every judgement there is."""
    fitted = refit_calibration(g.session, by=g.person)
    flash(gettext("The grades now rest on %(count)s judgements.", count=fitted.judgements), "success")
    return redirect(url_for(".quality"))


@room.get("/desk/quality/judgements.zip")
@open_to(*STAFF)
def export_judgements() -> Response:
    """The centre's judgements as a test set, without names."""
    content = zipped(exported_files(judged_rows(g.session)))
    return download(content, "judgements.zip")
