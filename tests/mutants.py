"""Take one guard out of the code or out of the database, as a slip would."""

import ast
import inspect
import sys
import textwrap

from django.db import transaction

from carepath.audit import triggers
from carepath.audit.triggers import installing


class Cut(ast.NodeTransformer):
    """Drop the one statement that asks for something: an `if` by its test, or a call."""

    def __init__(self, text):
        self.text, self.found = text, 0

    def visit_If(self, node):
        return self._dropped(node, node.test)

    def visit_Expr(self, node):
        return self._dropped(node, node.value)

    def _dropped(self, node, asked):
        if self.text in ast.unparse(asked):
            self.found += 1
            return ast.copy_location(ast.Pass(), node)
        return self.generic_visit(node)


def without(patch, function, text):
    """Replace a function, wherever its package names it, by itself without the statement."""
    module = sys.modules[function.__module__]
    tree, cut = ast.parse(textwrap.dedent(inspect.getsource(function))), Cut(text)
    mutant = ast.fix_missing_locations(cut.visit(tree))
    assert cut.found == 1, (function.__name__, text, cut.found)
    made = {}
    exec(compile(mutant, module.__file__, "exec"), module.__dict__, made)  # noqa: S102
    name = function.__name__
    for place in (module, sys.modules[module.__package__]):
        if getattr(place, name, None) is function:
            patch.setattr(place, name, made[name])


def without_trigger(patch, model, name):
    """Take one thing out of what the database refuses for a model."""
    for table in ("GUARDS", "BORN"):
        known = getattr(model, table, {})
        if name in known:
            patch.setattr(model, table, {key: one for key, one in known.items() if key != name})
    with triggers.maintenance("default"), transaction.atomic():
        installing.put("default")
