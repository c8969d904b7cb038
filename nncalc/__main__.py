"""`nncalc` and `python -m nncalc`: run the command line, and say every failure in a line or two."""

from __future__ import annotations

import contextlib
import gc
import sys
from typing import NoReturn

from nncalc import words
from nncalc.words import say, why

RIGHT, WRONG, USAGE, FAULT = 0, 1, 2, 3


def main() -> None:
    """Run the command line and exit: 0 right, 1 wrong answers, 2 unreadable input, 3 our own fault."""
    gc.set_threshold(50_000, 20, 50)  # next to nothing here is cyclic
    try:
        from nncalc.cli.signals import heed, ignore  # start-up

        _open_closed_streams()
        heed()
        code = run(sys.argv[1:])
        ignore()
    except KeyboardInterrupt as interrupt:  # before the command began, or after it ended
        code = _interrupted(interrupt)
    _leave(code)


def _leave(code: int) -> NoReturn:
    """End at once, all being written: taking Click and flint apart module by module costs a tenth of a short command."""
    import os  # start-up

    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(code)


def _open_closed_streams() -> None:
    """Python has no `sys.stdout` where the caller closed it (`>&-`): what is printed there is lost."""
    import os  # start-up

    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115


def run(arguments: list[str]) -> int:
    """The exit code of one command line, whatever becomes of the streams meanwhile."""
    code = RIGHT
    try:
        _choose_language(arguments)
        code = _command(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has gone (`| head`): nothing more to say
        from nncalc.cli.signals import CLOSED  # start-up

        code = CLOSED
    except KeyboardInterrupt as interrupt:
        code = _interrupted(interrupt)
    except OSError as problem:
        from nncalc.cli.failures import write_lines  # start-up

        write_lines([say("Error: cannot write: {value}", value=why(problem))])
        code = USAGE
    _flush_or_discard()
    return code


def _choose_language(arguments: list[str]) -> None:
    """Speak the language of `--lang`, NNCALC_LANG or the locale. A code that no catalogue has is Click's to refuse."""
    import os  # start-up

    environment = os.environ
    names = ("NNCALC_LANG", "LC_ALL", "LC_MESSAGES", "LANG") if sys.platform != "win32" else ("NNCALC_LANG",)
    set_ = next((value for name in names if (value := environment.get(name))), "" if sys.platform == "win32" else "C")
    if set_[:2] in ("en", "C", "C.", "PO") and not any(word.startswith("--lang") for word in arguments):
        words.catalogue = None
        return  # English, which most start-ups are, needs no module more
    from nncalc import language  # start-up

    language.speak(language.known(language.asked_for(arguments) or "") or language.wanted(environment))
    if words.catalogue is not None:
        language.speak_what_is_written(arguments, sys.stdout, sys.stderr)


def _command(arguments: list[str]) -> int:
    """The exit code of one command line; what is wrong with it is said.

    Click's own `main` would meet closed pipes and Ctrl-C with other codes and lines of its own.
    """
    import os  # start-up

    import click  # start-up

    from nncalc.cli.group import make  # start-up
    from nncalc.errors import NncalcError  # start-up

    group = make()
    if instruction := os.environ.get("_NNCALC_COMPLETE"):
        from nncalc.cli.completion import complete  # start-up

        return complete(group, instruction)
    try:
        with group.make_context("nncalc", list(arguments)) as context:
            group.invoke(context)
        return RIGHT
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        from nncalc.cli.failures import show_usage  # start-up

        show_usage(error)
        return USAGE
    except NncalcError as error:
        from nncalc.cli.failures import show  # start-up

        show(error)
        return USAGE
    except OSError:
        raise
    except Exception as fault:
        from nncalc.cli.failures import show_fault  # start-up

        show_fault(fault)
        return FAULT


def _interrupted(interrupt: KeyboardInterrupt) -> int:
    """Say that a signal ended the command; the exit code of that signal."""
    from nncalc.cli.failures import write_lines  # start-up
    from nncalc.cli.signals import ending  # start-up

    word, code = ending(interrupt)
    write_lines([f"nncalc: {word}"])
    return code


def _flush_or_discard() -> None:
    """What standard output does not take must not be tried again by Python at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        from nncalc.cli.output import discard  # start-up

        discard(sys.stdout)


if __name__ == "__main__":
    main()
