"""The command `nashra`, or `python -m app`."""

import gc


def main() -> None:
    """Import the program while the garbage collector rests, then run it.

    To look through what is being imported again and again takes an eighth of the time. All of it
    stays, so it is not looked through later either.
    """
    gc.disable()
    import app.kit.http.framework  # noqa: F401, PLC0415 - before all that speaks HTTP
    from app import cli  # noqa: PLC0415 - not before the collector rests

    gc.freeze()
    gc.enable()
    cli.main()


if __name__ == "__main__":
    main()
