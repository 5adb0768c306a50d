"""Files that a page hands out to be kept."""

from pathlib import PurePath

from werkzeug.wrappers import Response

_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".ics": "text/calendar",
    ".zip": "application/zip",
}


def download(content: bytes, filename: str) -> Response:
    """``content`` as a file of that name; what kind it is follows from the ending."""
    headers = {"Content-Disposition": f"attachment; filename={filename}"}
    return Response(content, mimetype=_TYPES[PurePath(filename).suffix], headers=headers)
