"""Links that end somebody's mail without signing in: only the centre can make them."""

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from matchmaker.database import found
from matchmaker.organizations.models import Person


def way_out_of(mail: str, person: Person, *, secret: str) -> str:
    """What in a link tells whose mail of a kind is to end; nobody else can make it."""
    return str(URLSafeSerializer(secret, salt=mail).dumps(person.id))


def person_on_way_out(session: Session, mail: str, token: str, *, secret: str) -> Person:
    """Whose mail of a kind such a link ends, or NotFoundError."""
    try:
        person_id = URLSafeSerializer(secret, salt=mail).loads(token)
    except BadSignature:
        person_id = None
    return found(session.get(Person, person_id) if person_id else None)
