"""`nncalc` and `python -m nncalc`: run the command line, and say every failure in a line or two."""

from __future__ import annotations

import sys

RIGHT, WRONG, USAGE, FAULT, INTERRUPTED = 0, 1, 2, 3, 130


def main() -> None:
    """Run the command line and exit: 0 right, 1 wrong answers, 2 unreadable input, 3 our own fault."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of one command line."""
    import click

    from nncalc.cli.group import make
    from nncalc.errors import NncalcError

    try:
        code = make().main(arguments, prog_name="nncalc", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else RIGHT
    except click.ClickException as error:
        from nncalc.render.charset import safe

        error.message = "\n".join(map(safe, error.message.split("\n")))
        error.show()
        return USAGE
    except NncalcError as error:
        from nncalc.cli.failures import show

        show(error)
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        sys.stderr.write("nncalc: interrupted\n")
        return INTERRUPTED
    except BrokenPipeError:
        return _closed_pipe()
    except Exception as fault:
        from nncalc.cli.failures import show_fault

        show_fault(fault)
        return FAULT


def _closed_pipe() -> int:
    """The reader has gone (`| head`): nothing more to say. Python must not flush into the closed pipe at exit."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return RIGHT


if __name__ == "__main__":
    main()
