"""Blueprints as YAML files."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

import yaml
from pydantic import ValidationError

from storefront_sync.core.errors import StorefrontError
from storefront_sync.saleor.setup.blueprint import VERSION, Blueprint

LARGEST = 1_000_000
"""Bytes. A blueprint is some kilobytes; YAML can be made to unfold into more memory than there is."""


class BlueprintUnusable(StorefrontError):
    """A file that isn't a blueprint; `lines` says where, one fault each, as "line 12, shipping.0.name: …"."""

    def __init__(self, key: str, lines: Sequence[str] = ()) -> None:
        super().__init__(key, "\n".join(lines))
        self.lines = tuple(lines)


def default_blueprint() -> Blueprint:
    """The blueprint that ships with us: a cooperative of tailors and cooks in Surabaya."""
    return read_blueprint(files(__package__).joinpath("default.yaml").read_text(encoding="utf-8"))


def read_blueprint(text: str) -> Blueprint:
    """A blueprint from YAML; raises BlueprintUnusable, naming every fault with its line."""
    if len(text) > LARGEST:
        raise BlueprintUnusable("blueprint.too_large")
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, Loader=yaml.SafeLoader)):
            raise BlueprintUnusable("blueprint.not_yaml", ["*"])
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark is not None else "-"
        raise BlueprintUnusable(
            "blueprint.not_yaml", [f"{place}: {getattr(error, 'problem', '') or '-'}"]
        ) from None
    if not isinstance(data, dict) or "blueprint" not in data:
        raise BlueprintUnusable("blueprint.not_one")
    if data["blueprint"] != VERSION:
        raise BlueprintUnusable("blueprint.other_version", [str(data["blueprint"])[:20]])
    try:
        return Blueprint.model_validate(data)
    except ValidationError as error:
        raise BlueprintUnusable(
            "blueprint.faulty",
            [
                f"line {_line(tree, fault['loc'])}, {'.'.join(map(str, fault['loc'])) or '-'}: {fault['msg']}"
                for fault in error.errors(include_url=False, include_input=False, include_context=False)
            ],
        ) from None


def write_blueprint(blueprint: Blueprint) -> str:
    """A blueprint as YAML; what is at its default is left out, so that a person can read it."""
    data = blueprint.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)


def _line(tree: yaml.Node | None, place: tuple[int | str, ...]) -> int:
    """The line of the innermost part that is there; a missing field is on its parent's line."""
    node = tree
    line = 1
    for step in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == step), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line
