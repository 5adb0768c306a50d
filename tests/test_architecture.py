"""The house keeps its rules: who imports whom, how long a file may be, what only the edge may do."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import matchmaker.deals.models
import matchmaker.needs.import_models
import matchmaker.patents.import_models
import matchmaker.patents.scheme.models
import matchmaker.patents.scorecards.models
import matchmaker.reviews.import_models
import matchmaker.reviews.models
import matchmaker.statistics.models
import matchmaker.tasks.models  # noqa: F401 - what the migrations import
from matchmaker.database import Base

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("matchmaker", "tests", "data", "benchmarks")
MOST_LINES = 400
EDGE = {"app.py", "cli.py", "views.py", "api.py", "forms.py"}
COMMITTING = EDGE - {"forms.py"}
PLACE = re.compile(r"%\((\w+)\)s")


def sources(*folders):
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@cache
def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def nodes(kind, *folders):
    for path in sources(*folders):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, kind):
                yield path, node


def place(path, node):
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def imported(node):
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names]


def test_no_file_has_more_than_400_lines():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources(*FOLDERS)
        if "versions" not in path.parts  # a revision of the schema is history: nobody works on it again
    }
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def test_every_module_says_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT)) for path in sources(*FOLDERS) if not ast.get_docstring(tree_of(path))
    ]
    assert silent == []


def is_edge(path):
    """A room with many pages or commands has several files of them, each named after what it shows or does."""
    return path.name in EDGE or path.name.endswith(("_views.py", "_cli.py"))


def test_flask_is_named_at_the_edge_only():
    elsewhere = [
        place(path, node)
        for path, node in nodes((ast.Import, ast.ImportFrom), "matchmaker")
        if not is_edge(path)
        and any(re.fullmatch(r"flask(_\w+)?(\..*)?|wtforms(\..*)?", name) for name in imported(node))
    ]
    assert elsewhere == []


def test_nobody_imports_another_rooms_edge():
    """The wiring, the commands and the demo centre are no rooms: they stand above all of them."""
    strangers = [
        place(path, node)
        for path, node in nodes((ast.Import, ast.ImportFrom), "matchmaker")
        if path.parent.parent == ROOT / "matchmaker"
        for name in imported(node)
        for found in [re.fullmatch(r"matchmaker\.(\w+)\.(\w+_views|views|api|forms|importer)", name)]
        if found and found[1] != path.parent.name
    ]
    assert strangers == []


def test_no_room_reaches_a_table_of_another_by_its_name():
    """Who needs what a room above knows is handed it, or is told beside the table; see ``organizations.clashes``."""
    named = [
        place(path, node)
        for path, node in nodes(ast.Attribute, "matchmaker")
        if ast.unparse(node) == "Base.metadata.tables"
    ]
    assert {each.partition(":")[0] for each in named} == {
        "matchmaker/organizations/merging.py",  # whatever table a merge wrote
        "matchmaker/organizations/row_names.py",  # whatever table a link leads to
    }


def test_an_import_inside_a_function_says_why():
    silent = [
        place(path, node)
        for path, function in nodes((ast.FunctionDef, ast.AsyncFunctionDef), "matchmaker", "data")
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and "#" not in path.read_text(encoding="utf-8").splitlines()[node.lineno - 1]
    ]
    assert silent == []


def test_only_the_edge_commits():
    below = [
        place(path, node)
        for path, node in nodes(ast.Attribute, "matchmaker")
        if node.attr == "commit" and path.name not in COMMITTING
    ]
    assert below == []


def test_nothing_is_called_utils_helpers_manager_or_process():
    vague = [
        str(path.relative_to(ROOT))
        for path in sources("matchmaker")
        if path.stem in {"utils", "helpers", "manager", "process", "data", "common", "misc"}
    ]
    assert vague == []


def test_the_migrations_know_every_model():
    tables = {
        node.value.value
        for path, node in nodes(ast.Assign, "matchmaker")
        if path.name.endswith("models.py")
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id == "__tablename__"
    }
    assert tables == {mapper.local_table.name for mapper in Base.registry.mappers}
    assert Base.metadata.tables.keys() - tables == {"deal_patents"}


def test_the_import_contracts_are_kept():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    linted = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout


def test_every_place_of_a_message_is_filled_where_it_is_raised():
    messages = messages_of_errors()
    filled = [
        (place(path, node), called(node), places(own_message(node) or messages[called(node)]), names)
        for path, node in nodes((ast.Call, ast.Raise), "matchmaker")
        if called(node) in messages and (names := parameters(node)) is not None
    ]
    assert len(filled) > len(messages)
    assert [raised for raised in filled if raised[2] != raised[3]] == []


def messages_of_errors():
    """The message of every error class by the class's name, inherited ones included."""
    own, bases = {}, {}
    for _, node in nodes(ast.ClassDef, "matchmaker"):
        bases[node.name] = [name_of(base) for base in node.bases]
        own.update((node.name, value.args[0].value) for value in assigned(node, "message"))

    def lookup(name):
        return own.get(name) or next(filter(None, map(lookup, bases.get(name, ()))), None)

    return {name: message for name in bases if (message := lookup(name))}


def assigned(node, name):
    targets = [
        (statement.targets[0] if isinstance(statement, ast.Assign) else statement.target, statement.value)
        for statement in node.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
    ]
    return [value for target, value in targets if name_of(target) == name and isinstance(value, ast.Call)]


def called(node):
    """The class of ``raise Class`` and of ``Class(…)``."""
    if isinstance(node, ast.Raise):
        return name_of(node.exc) if node.exc else None
    return name_of(node.func)


def name_of(node):
    return getattr(node, "attr", None) or getattr(node, "id", None)


def own_message(node):
    if isinstance(node, ast.Call) and node.args and name_of(getattr(node.args[0], "func", None)) == "N_":
        return node.args[0].args[0].value
    return None


def places(message):
    return set(PLACE.findall(message))


def parameters(node):
    """The names that a call fills, or None where they are not written out."""
    keywords = node.keywords if isinstance(node, ast.Call) else []
    return None if any(keyword.arg is None for keyword in keywords) else {k.arg for k in keywords}
