"""The command `nashra`, or `python -m app`."""

import gc


def main() -> None:
    """Import the program while the garbage collector rests, then run it.

    To look through what is being imported again and again takes an eighth of the time. All of it
    stays, so it is not looked through later either. And FastAPI's models of OpenAPI are built when
    the API is described, if it is: that is a fifteenth.
    """
    gc.disable()
    from pydantic import BaseModel  # noqa: PLC0415 - not before the collector rests, as what follows

    BaseModel.model_config["defer_build"] = True  # and so in what is derived from it meanwhile
    import fastapi  # noqa: F401, PLC0415 - for what it defines

    del BaseModel.model_config["defer_build"]
    from app import cli  # noqa: PLC0415 - as above

    gc.freeze()
    gc.enable()
    cli.main()


if __name__ == "__main__":
    main()
