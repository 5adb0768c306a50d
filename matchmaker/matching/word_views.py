"""Pages of the word lists: edit, preview, save, and the sheet."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.downloads import download
from matchmaker.matching.forms import WordsForm
from matchmaker.matching.vocabulary import vocabulary_of, words_revision
from matchmaker.matching.word_lists import read_lists, with_lines, written_lists
from matchmaker.matching.word_preview import preview_words
from matchmaker.matching.word_sheet import read_word_sheet, word_sheet
from matchmaker.matching.words import WordsChangedError, save_words
from matchmaker.organizations.roles import STAFF, open_to

room = Blueprint("words", __name__, template_folder="templates")


@room.route("/words", methods=["GET", "POST"])
@open_to(*STAFF)
def words() -> Response | str | tuple[str, int]:
    """The word lists to edit; sent, they show what saving would change, or what is wrong with what was typed."""
    form = WordsForm()
    if request.method == "GET":
        form.texts = written_lists(vocabulary_of(g.session))
        form.revision.data = str(words_revision(g.session))
        return render_template("matching/words.html", form=form, sheet=None, wrong=())
    if "edit" in request.form:
        return render_template("matching/words.html", form=form, sheet=None, wrong=())
    if form.file.data:
        with form.refusals():
            return _words_with_sheet(form)
        return render_template("matching/words.html", form=form, sheet=None, wrong=()), 422
    return _words_preview(form, changed_meanwhile=form.edited_revision != words_revision(g.session))


@room.post("/words/save")
@open_to(*STAFF)
def save_word_lists() -> Response | str | tuple[str, int]:
    """Saves the lists as they were previewed."""
    form = WordsForm()
    lists = read_lists(form.texts)
    if lists.wrong:
        return _words_preview(form, changed_meanwhile=False)
    try:
        count = save_words(g.session, vocabulary=lists.vocabulary, revision=form.edited_revision, by=g.person)
    except WordsChangedError:
        g.session.rollback()
        return _words_preview(form, changed_meanwhile=True)
    flash(
        gettext(
            "The lists are saved, %(count)s entries changed. Needs are ranked by them from now on.",
            count=count,
        ),
        "success",
    )
    return redirect(url_for(".words"))


@room.get("/words/sheet")
@open_to(*STAFF)
def words_sheet() -> Response:
    """The saved lists as a sheet."""
    return download(word_sheet(vocabulary_of(g.session), said=gettext), "words.csv")


def _words_with_sheet(form: WordsForm) -> str:
    sheet = read_word_sheet(
        form.file.data.read(), form.file.data.filename or "", max_bytes=g.settings.max_upload_bytes
    )
    form.texts = {kind: with_lines(form.texts[kind], lines) for kind, lines in sheet.lines.items()}
    return render_template("matching/words.html", form=form, sheet=sheet, wrong=())


def _words_preview(form: WordsForm, *, changed_meanwhile: bool) -> str | tuple[str, int]:
    lists = read_lists(form.texts)
    if lists.wrong:
        return render_template("matching/words.html", form=form, sheet=None, wrong=lists.wrong), 422
    form.revision.data = str(words_revision(g.session))
    shown = render_template(
        "matching/words_preview.html",
        form=form,
        preview=preview_words(g.session, g.catalogue, vocabulary=lists.vocabulary),
        changed_meanwhile=changed_meanwhile,
        written_lists=written_lists,
    )
    return (shown, 409) if changed_meanwhile else shown
