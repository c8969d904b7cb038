"""What a shell asks for to complete a command line: commands, options, givens and their values, layers, files.

Click makes the scripts and finds the parameter; bash takes words apart at `=`, `:` and `@`, so its script is our own.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    shell_complete,
    split_arg_string,
)

if TYPE_CHECKING:
    import click

    from nncalc.declaring.problem import ProblemType

OPEN = "=:,/@"
"""What ends in one of these goes on: no space behind it."""
_BASH = """\
%(complete_func)s() {
    local line type value
    COMPREPLY=()
    while IFS= read -r line; do
        type=${line%%%%,*} value=${line#*,}
        case $type in
            file) compopt -o default ;;
            name) printf -v value %%q "$value"; COMPREPLY+=("$value") ;;
            plain) COMPREPLY+=("$value") ;;
            open) COMPREPLY+=("$value"); compopt -o nospace ;;
        esac
    done < <(COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_WORD=$2 %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class Bash(ShellComplete):
    """bash 4.4 and newer: the line as it stands, and answers for the part of the word that bash completes."""

    name = "bash"
    source_template = _BASH
    prefix = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        line, word = os.environ["COMP_LINE"], os.environ["COMP_WORD"]
        words = split_arg_string(line)
        while words and "=" in words[0]:  # LANG=C nncalc …
            words = words[1:]
        incomplete = "" if not words[1:] or line[-1:].isspace() else words.pop()
        self.prefix = incomplete.removesuffix("" if word in "=:" else word)
        return words[1:], incomplete

    def format_completion(self, item: CompletionItem[Any]) -> str:
        return f"{_type(item)},{item.value.removeprefix(self.prefix)}"


class Zsh(ZshComplete):
    """zsh, without a space behind what goes on."""

    source_template = ZshComplete.source_template.replace(
        "compadd -U -V unsorted -a completions\n",
        'compadd -U -V unsorted -S "" -- ${(M)completions:#*[=:,/@]}\n'
        "        compadd -U -V unsorted -- ${completions:#*[=:,/@]}\n",
    )


def _type(item: CompletionItem[Any]) -> str:
    """How bash is to take an answer."""
    if item.type == "plain" and item.value[-1:] in OPEN:
        return "open"
    return "name" if item.type == "plain" and "=@" in item.value else str(item.type)


def complete(group: click.Group, instruction: str) -> int:
    """The script (`bash_source`), or what fits the line (`bash_complete`); what goes wrong must not disturb the line."""
    add_completion_class(Bash)
    add_completion_class(Zsh)
    try:
        return shell_complete(group, {}, "nncalc", "_NNCALC_COMPLETE", instruction)
    except Exception:
        return 1


def of_type(kind: type[ProblemType], incomplete: str) -> list[CompletionItem[Any]]:
    """Givens of a problem type, values behind `=`, files behind `@`, and words of the type's own."""
    name, equals, value = incomplete.partition("=")
    found = kind.words_beginning(incomplete)
    if equals and value[:1] == "@":
        found += files(f"{name}=@", value[1:])
    elif equals:
        field = kind.field_of(name)
        found += [f"{name}={choice}" for choice in (field[0].choices if field else ())]
    else:
        for_all = [field.name for field in kind.fields().values() if field.holds_for_all]
        found += [f"{valid}=" for valid in dict.fromkeys([*kind.valid_names(), *for_all])]
    return [CompletionItem(each) for each in found if each.startswith(incomplete)]


def files(before: str, path: str) -> list[str]:
    """The files and folders that a path may go on to, with what stands before it; hidden ones where a dot is typed."""
    folder, start = os.path.split(path)
    try:
        entries = sorted(os.scandir(folder or "."), key=lambda entry: entry.name)
    except OSError:
        return []
    stem = path[: len(path) - len(start)]
    fitting = [e for e in entries if e.name.startswith(start) and (start or e.name[0] != ".") and e.name.isprintable()]
    return [f"{before}{stem}{entry.name}{'/' if entry.is_dir() else ''}" for entry in fitting]
