"""Wires the rooms into one Flask application; the only place that knows them all."""

import datetime as dt
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask_babel import Babel, gettext
from flask_babel import lazy_gettext as _l
from flask_bootstrap import Bootstrap5
from flask_security import Security, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import DataError, IntegrityError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from matchmaker import showing
from matchmaker.database import Database
from matchmaker.deals.due_views import room as due
from matchmaker.deals.last_round_views import room as last_round
from matchmaker.deals.use import note_publication
from matchmaker.deals.views import room as deals
from matchmaker.errors import N_, ConflictError, ForbiddenError, InvalidError, MatchmakerError, NotFoundError
from matchmaker.forms import said
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.ipc_views import room as ipc
from matchmaker.matching.need_search_views import room as need_search
from matchmaker.matching.offer_views import room as offering
from matchmaker.matching.own_numbers import all_numbers, own_numbers_of, read_own_patents
from matchmaker.matching.platform import Platform, platform_of
from matchmaker.matching.quality_views import room as quality
from matchmaker.matching.refinement_views import room as refinement
from matchmaker.matching.saved_views import room as searches
from matchmaker.matching.search_views import room as search
from matchmaker.matching.shared_catalogue import SharedCatalogue
from matchmaker.matching.views import room as matching
from matchmaker.matching.word_views import room as words
from matchmaker.needs.curation_views import room as curation
from matchmaker.needs.import_views import room as need_imports
from matchmaker.needs.merge_views import room as need_merging
from matchmaker.needs.views import room as needs
from matchmaker.organizations.account_views import room as accounts
from matchmaker.organizations.forms import PasswordForm
from matchmaker.organizations.merge_views import room as merging
from matchmaker.organizations.roles import SIGNED_IN, may_use, open_to, open_to_everyone
from matchmaker.organizations.views import AccountStore, SignInForm
from matchmaker.organizations.views import room as organizations
from matchmaker.patents.import_views import room as imports
from matchmaker.patents.inventory_views import room as patents
from matchmaker.patents.life_views import room as life
from matchmaker.patents.many.views import room as many
from matchmaker.patents.scorecards.views import room as scorecards
from matchmaker.ranking.ranker import RankerUnavailableError
from matchmaker.reports.views import room as reports
from matchmaker.reviews.answer_views import room as answers
from matchmaker.reviews.link_views import room as review_links
from matchmaker.reviews.sheet_views import room as review_sheets
from matchmaker.reviews.views import room as reviews
from matchmaker.roadshows.views import room as roadshows
from matchmaker.settings import LANGUAGES, Settings
from matchmaker.tasks.views import room as tasks

_STATUS = ((NotFoundError, 404), (ForbiddenError, 403), (ConflictError, 409), (InvalidError, 422))
_OPEN_ENDPOINTS = ("static", "bootstrap.static", "security.login", "security.logout")
_FORM_BYTES = 64 * 1024  # what comes with a file in a form
_SHEETS = ("imports.upload", "need_imports.upload", "review_sheets.upload")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
_FAILURES = {
    403: ForbiddenError.message,
    404: NotFoundError.message,
    405: N_("This address takes another kind of request. Go back one page and use its buttons."),
    413: N_(
        "The file is larger than %(limit)s MB. Split it, or import it with the command matchmaker import."
    ),
}
_WRONG_SIGN_IN = _l(
    "The e-mail address or the password is wrong. Check both; if you forgot them, ask the centre."
)
_UNEXPECTED = N_("That did not work, and nothing was changed. Try again; if it stays so, tell the centre.")


def create_app(settings: Settings) -> Flask:
    """The application for one centre; its database must have been migrated."""
    app = Flask(__package__)
    app.config.update(_configuration(settings))
    app.extensions["matchmaker"] = Platform(settings, Database(settings.database_url), _catalogue(settings))
    if settings.proxies:  # whose address the outermost of them saw
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0)  # type: ignore[method-assign]
    app.before_request(_begin)
    Bootstrap5(app)
    CSRFProtect(app)
    Babel(app, locale_selector=_language, timezone_selector=lambda: settings.timezone.key)
    rooms = (
        organizations,
        accounts,
        merging,
        tasks,
        patents,
        many,
        imports,
        life,
        scorecards,
        reviews,
        review_links,
        review_sheets,
        answers,
        needs,
        need_merging,
        need_imports,
        curation,
        matching,
        search,
        need_search,
        offering,
        ipc,
        searches,
        quality,
        refinement,
        words,
        roadshows,
        deals,
        last_round,
        due,
        reports,
    )
    for room in rooms:
        app.register_blueprint(room)
    Security(app, AccountStore(), login_form=SignInForm, change_password_form=PasswordForm)
    _mark_library_pages(app)
    _equip_templates(app, settings)
    app.after_request(_end)
    app.teardown_request(_close)
    for failure in (MatchmakerError, HTTPException, IntegrityError, DataError, OverflowError):
        app.register_error_handler(failure, _show_failure)
    return app


def settings_of(app: Flask) -> Settings:
    """The settings of an application."""
    return platform_of(app).settings


def database_of(app: Flask) -> Database:
    """The database of an application."""
    return platform_of(app).database


def catalogue_of(app: Flask) -> Catalogue:
    """The index of an application's patents on offer."""
    return platform_of(app).catalogue


def _catalogue(settings: Settings) -> Catalogue:
    if settings.ranker == "milvus":
        return SharedCatalogue(settings.milvus_uri)
    return Catalogue(settings.instance)


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SECURITY_PASSWORD_SALT": settings.secret_key,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_POST_LOGIN_VIEW": "reports.start",
        "SECURITY_POST_LOGOUT_VIEW": "reports.home",
        "SECURITY_POST_CHANGE_VIEW": "reports.start",
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_MSG_GENERIC_AUTHN_FAILED": (_WRONG_SIGN_IN, "error"),
        "SECURITY_PASSWORD_LENGTH_MIN": 10,
        "SECURITY_LOGIN_USER_TEMPLATE": "organizations/sign_in.html",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "organizations/change_password.html",
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.https,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": settings.https,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # pages behind a signed link send no referrer; their token is checked
        "MAX_CONTENT_LENGTH": settings.max_upload_bytes + _FORM_BYTES,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "BOOTSTRAP_SERVE_LOCAL": True,
        "BABEL_DEFAULT_LOCALE": settings.language,
    }


def _mark_library_pages(app: Flask) -> None:
    for endpoint in _OPEN_ENDPOINTS:
        app.view_functions[endpoint] = open_to_everyone(_as_function(app.view_functions[endpoint]))
    open_to(*SIGNED_IN)(app.view_functions["security.change_password"])


def _as_function(view: Callable[..., Any]) -> Callable[..., Any]:
    """A bound method, such as a blueprint's static view, as a function that can be marked."""

    @wraps(view)
    def call(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    return call


def _equip_templates(app: Flask, settings: Settings) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        wan=showing.wan,
        yuan=showing.yuan,
        day=showing.day,
        moment=partial(showing.moment, zone=settings.timezone),
        score=showing.score,
        parts_of_score=showing.parts_of_score,
        span=showing.span,
        masked_email=showing.masked_email,
    )
    app.jinja_env.globals.update(settings=settings, languages=LANGUAGES, current_language=_language)


def _language() -> str:
    settings = platform_of(current_app).settings
    chosen = request.cookies.get("language") if request else None
    return chosen if chosen in LANGUAGES else settings.language


def _begin() -> AnyResponse | None:
    """Opens the request's session and lets only the page's audience in; a page without one is closed to all."""
    settings, database, g.catalogue = platform_of(current_app)
    g.settings, g.session, g.failed = settings, database.sessions(), False
    g.today = dt.datetime.now(settings.timezone).date()
    g.person = current_user.person if current_user.is_authenticated else None
    g.read_own_patents = partial(read_own_patents, g.session)
    g.all_numbers, g.own_numbers_of = partial(all_numbers, g.session), own_numbers_of
    g.note_publication = partial(note_publication, g.session, by=g.person)
    if request.endpoint is None:
        return None
    if request.endpoint in _SHEETS:  # a sheet goes to the disk as it arrives
        request.max_content_length = g.settings.max_import_bytes + _FORM_BYTES
    if may_use(current_app.view_functions[request.endpoint], g.person.role if g.person else None):
        return None
    if g.person is None:
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    raise ForbiddenError


def _end(response: Response) -> Response:
    """One request, one commit; nothing of a failed one stays."""
    if "session" in g and not g.failed:
        g.session.commit()
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _close(_: BaseException | None) -> None:
    if "session" in g:
        g.session.close()


def _show_failure(error: Exception) -> tuple[str, int]:
    g.failed = True
    g.session.rollback()
    if isinstance(error, CSRFError):
        message, status = (
            gettext("The page was open for too long. Go back, reload it and send it again."),
            400,
        )
    elif isinstance(error, RankerUnavailableError):  # where it is and why is for the centre's log
        current_app.logger.error(error)
        message, status = gettext(RankerUnavailableError.message), 503
    elif isinstance(error, MatchmakerError):
        message, status = said(error), next((code for kind, code in _STATUS if isinstance(error, kind)), 400)
    elif isinstance(error, (DataError, OverflowError)):  # a number that no row can have
        message, status = gettext(NotFoundError.message), 404
    elif isinstance(error, IntegrityError):
        message, status = (
            gettext("Somebody else changed this a moment ago. Reload the page and try again."),
            409,
        )
    else:
        status = error.code if isinstance(error, HTTPException) and error.code else 500
        limit = (request.max_content_length or 0) // 1024 // 1024
        message = gettext(_FAILURES.get(status, _UNEXPECTED)) % {"limit": limit}
    return render_template("failure.html", message=message, status=status), status
