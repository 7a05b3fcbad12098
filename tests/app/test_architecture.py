"""The app uses Textual's public names only, and no modules import each other in a circle.

Which room may import which is in pyproject.toml, for import-linter.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
import textwrap
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

import movierec_tui.tui

ROOT = Path(__file__).parents[2]
ROOMS = ("data", "db", "engine", "movierec_tui")


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_"


def module_names() -> dict[str, Path]:
    """Every module by its dotted name."""
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in files}


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


# Textual's private names


@cache
def own_private_names(kind: type) -> frozenset[str]:
    """The private methods, class attributes and attributes of `self` that the source of a class defines."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(definition, ast.ClassDef)
    names = defined_names(definition)
    for node in definition.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return frozenset(filter(is_private, names))


def defined_names(tree: ast.AST) -> set[str]:
    """The functions that a tree defines, and the attributes that it sets."""
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                names.add(name)
            case ast.Attribute(attr=name, ctx=ast.Store()):
                names.add(name)
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
    return names


def textual_classes_under(kind: type) -> list[type]:
    return [base for base in kind.__mro__ if base.__module__.partition(".")[0] == "textual"]


def app_classes() -> list[type]:
    """Every class of the app that derives from one of Textual's."""
    names = [module.name for module in pkgutil.walk_packages(movierec_tui.tui.__path__, "movierec_tui.tui.")]
    return [
        kind
        for name in names
        if not name.endswith("__main__")
        for _name, kind in inspect.getmembers(import_module(name), inspect.isclass)
        if kind.__module__ == name and textual_classes_under(kind)
    ]


@pytest.mark.parametrize("kind", app_classes(), ids=lambda kind: kind.__name__)
def test_a_class_of_the_app_neither_overrides_nor_uses_what_is_private_to_its_textual_bases(
    kind: type,
) -> None:
    theirs = frozenset[str]().union(*map(own_private_names, textual_classes_under(kind)))
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert (own_private_names(kind) | used) & theirs == set()


def test_no_private_name_of_anybody_else_is_read_and_no_private_module_imported() -> None:
    trees = {name: tree_of(path) for name, path in module_names().items() if name.startswith("movierec_tui.tui.")}
    ours = set[str]().union(*map(defined_names, trees.values()))
    found = []
    for module, tree in trees.items():
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(attr=name) if is_private(name) and name not in ours:
                    found.append(f"{module}:{node.lineno} {name}")
                case ast.ImportFrom(module=source, names=names) if source and not source.startswith(ROOMS):
                    parts = [*source.split("."), *(alias.name for alias in names)]
                    found += [f"{module}:{node.lineno} {part}" for part in parts if is_private(part)]
    assert found == []


# Circles


def imports_of(tree: ast.Module, known: dict[str, Path]) -> Iterator[str]:
    """The modules that a module imports, those under TYPE_CHECKING and within functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in known else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_no_python_that_is_started_looks_into_the_current_folder() -> None:
    texts = [path.read_text(encoding="utf-8") for path in module_names().values()]

    started = sum(text.count("sys.executable") for text in texts)
    assert started == sum(text.count('sys.executable, "-P"') for text in texts) > 0


def test_no_modules_import_each_other_in_a_circle() -> None:
    known = module_names()
    graph = {name: set(imports_of(tree_of(path), known)) & known.keys() for name, path in known.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))
