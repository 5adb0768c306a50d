"""Signed links: whoever holds one may act in its review until the review ends, and needs no account."""

import datetime as dt
import secrets

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from matchmaker.errors import N_, NotFoundError
from matchmaker.reviews.models import ReviewLink
from matchmaker.reviews.queries import link_with_id

_SALT = "review link"


class UnknownLinkError(NotFoundError):
    """The link was not made here, or was copied in part."""

    message = N_(
        "This link is not complete or not ours. Open the whole link that your university sent you, or ask its"
        " transfer office for a new one."
    )


class RevokedLinkError(NotFoundError):
    """The link was taken back, or a newer one was made."""

    message = N_(
        "This link is no longer valid: it was taken back, or a newer one was sent to you. Use the newest one, or"
        " ask your university’s transfer office."
    )


class ExpiredLinkError(NotFoundError):
    """The review's last day has passed."""

    message = N_(
        "The review ended on %(day)s; what you saved is kept. If something is missing, ask your university’s"
        " transfer office to extend it: this link then works again."
    )


class NotYourPageError(NotFoundError):
    """A link of one kind is used where the other kind belongs."""

    message = N_("Your link does not open this page. Open the link itself again.")


def new_secret() -> str:
    """What makes a link its own: 128 random bits, in text."""
    return secrets.token_hex(16)


def link_key(link: ReviewLink, secret_key: str) -> str:
    """What stands in a link's address; empty where it is revoked."""
    return _signer(secret_key).dumps([link.id, link.secret]) if link.secret else ""


def link_of_key(session: Session, key: str, *, secret_key: str, today: dt.date) -> ReviewLink:
    """The link whose address holds this key.

    Raises:
        UnknownLinkError: nobody signed the key here.
        RevokedLinkError: the link was taken back, or made anew.
        ExpiredLinkError: its review has ended.
    """
    try:
        link_id, secret = _signer(secret_key).loads(key)
    except (BadSignature, TypeError, ValueError) as error:
        raise UnknownLinkError from error
    if not isinstance(link_id, int) or not isinstance(secret, str):
        raise UnknownLinkError
    return usable_link(session, link_id, secret=secret, today=today)


def usable_link(session: Session, link_id: int, *, secret: str | None, today: dt.date) -> ReviewLink:
    """A link that still works for whoever came by its ``secret``; raises as ``link_of_key`` does."""
    link = link_with_id(session, link_id) if secret else None
    if link is None or secret is None:
        raise UnknownLinkError
    if link.review.closed_on or link.review.due_on < today:
        raise ExpiredLinkError(day=min(link.review.closed_on or today, link.review.due_on).isoformat())
    if link.secret is None or not secrets.compare_digest(link.secret, secret):
        raise RevokedLinkError
    return link


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=_SALT)
