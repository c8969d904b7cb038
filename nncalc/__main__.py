"""`nncalc` and `python -m nncalc`: run the command line, and say every failure in a line or two."""

from __future__ import annotations

import sys

RIGHT, WRONG, USAGE, FAULT, INTERRUPTED = 0, 1, 2, 3, 130


def main() -> None:
    """Run the command line and exit: 0 right, 1 wrong answers, 2 unreadable input, 3 our own fault."""
    _open_closed_streams()
    sys.exit(run(sys.argv[1:]))


def _open_closed_streams() -> None:
    """Python has no `sys.stdout` where the caller closed it (`>&-`): what is printed there is lost."""
    import os

    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115


def run(arguments: list[str]) -> int:
    """The exit code of one command line."""
    import click

    from nncalc.cli.group import make
    from nncalc.errors import NncalcError

    streams = sys.stdout, sys.stderr
    try:
        code = make().main(arguments, prog_name="nncalc", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else RIGHT
    except click.ClickException as error:
        from nncalc.cli.failures import show_usage

        show_usage(error)
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
    except SystemExit:
        # When the reader has gone, Click wraps the streams and ends with 1, which means wrong answers here.
        if sys.stdout is streams[0]:
            raise
        sys.stdout, sys.stderr = streams
        return _closed_pipe()
    except OSError as problem:
        sys.stderr.write(f"Error: cannot write: {problem.strerror or problem}\n")
        _closed_pipe()
        return USAGE
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
