"""The page of background work."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.database import page_of
from matchmaker.organizations.roles import STAFF, open_to
from matchmaker.tasks import queries, service
from matchmaker.tasks.enums import TaskKind

room = Blueprint("tasks", __name__, template_folder="templates")

_TASKS_A_PAGE = 25


@room.get("/tasks")
@open_to(*STAFF)
def tasks() -> str:
    """What is done in the background, how far it is, and how it ended."""
    page = page_of(g.session, queries.tasks(), number=request.args.get("page", 1, int), size=_TASKS_A_PAGE)
    return render_template(
        "tasks/tasks.html",
        page=page,
        under_way=any(task.is_active for task in page.rows),
        matching_all=queries.active_task(g.session, TaskKind.ROUND),
        days_kept=service.KEPT.days,
    )


@room.post("/tasks/<int:task_id>/cancel")
@open_to(*STAFF)
def cancel(task_id: int) -> Response:
    """Cancels a task."""
    task = queries.task_with_id(g.session, task_id)
    service.cancel_task(g.session, task=task, by=g.person)
    flash(
        gettext("The task ends after the piece at hand; what is done stays.")
        if task.is_active
        else gettext("The task is cancelled."),
        "success",
    )
    return redirect(url_for(".tasks"))
