"""The terminal's entrance: `nashra serve`, `import`, `keys` and the others."""

import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Annotated
from uuid import UUID

import structlog
import typer
import uvicorn

from app import starting, terminal, wiring
from app.access import keys
from app.access.scopes import SCOPES, Scope
from app.imports import exporting, importing, seeding
from app.kit import audit, clock, config, logging, migrations
from app.kit.db import Database
from app.main import create_app, serving
from app.moving import whole
from app.search import indexing, rebuilding

cli = typer.Typer(
    help="نشرة: خادم البيانات الصحفية · Nashra, the press-release server",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
keys_cli = typer.Typer(help="API keys: issue, list, revoke", no_args_is_help=True)
cli.add_typer(keys_cli, name="keys")


def main() -> None:
    """Run the command line; what it writes, texts under embargo too, only its owner reads."""
    os.umask(0o077)
    with terminal.one_line():
        cli()


def _open() -> tuple[config.Settings, Database]:
    """Return the database at this version's schema; it is not seeded: only a start does that."""
    settings = terminal.settings()
    database = Database(settings, wiring.LISTENERS)
    starting.bring_up(settings, database)
    return settings, database


@cli.command()
def serve() -> None:
    """Migrate, seed and serve HTTP, as the settings say."""
    for number in (signal.SIGTERM, signal.SIGINT):
        # also as the first process of a container, where a signal without a handler is ignored
        signal.signal(number, lambda *_: sys.exit(0))
    settings = terminal.settings()
    with starting.listen(settings) as listening:
        database = Database(settings, wiring.LISTENERS)
        starting.prepare(settings, database)
        database.close()
        logging.configure(settings.log_format)
        host, port, *_ = listening.getsockname()
        structlog.get_logger().info("serving", host=host, port=port)
        server = uvicorn.Server(serving(create_app(settings)))
        starting.settle()
        server.run(sockets=[listening])
    if not server.started:
        raise typer.Exit(1)


@cli.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    database = Database(terminal.settings(), wiring.LISTENERS)
    migrations.upgrade(database.writer)
    typer.echo("the database is at this version's schema")


@cli.command()
def seed() -> None:
    """Import the articles of the seeds folder that are not there yet."""
    settings, database = _open()
    typer.echo(f"imported {seeding.seed(database, settings.seeds_dir)}")


@cli.command("import")
def import_(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Import releases from JSON Lines; start it again after any interruption."""
    _, database = _open()
    with file.open("rb") as lines, terminal.import_bar(file.stat().st_size) as shown:
        for report in importing.import_lines(database, lines, indexing.foresee):
            shown.show(report)
    rebuilding.merge(database)
    database.learn()
    typer.echo(shown.sums)
    if shown.refused:
        raise typer.Exit(1)


@cli.command()
def export(file: Annotated[Path | None, typer.Argument(dir_okay=False)] = None) -> None:
    """Write every release as JSON Lines, to a file that is not there yet or to standard output."""
    _, database = _open()
    with terminal.count_bar() as progress:
        if file is None:
            exporting.export(database, sys.stdout.buffer, progress)
            return
        with file.open("xb") as out:
            typer.echo(f"exported {exporting.export(database, out, progress)}")


@cli.command()
def reindex() -> None:
    """Build the search index anew, or go on with it; the old one answers until it is done."""
    _, database = _open()
    with terminal.count_bar() as progress:
        typer.echo(f"indexed {rebuilding.rebuild(database, progress)}")


@cli.command()
def move(
    from_: Annotated[str, typer.Option("--from", help="sqlite:///path or postgresql://…")],
    to: Annotated[str, typer.Option("--to", help="the same; it must be empty")],
) -> None:
    """Copy everything to another database and compare it; start it again after any interruption."""
    source, target = (
        whole.End(settings, Database(settings, wiring.LISTENERS))
        for settings in (terminal.settings_for("--from", from_), terminal.settings_for("--to", to))
    )
    wrong = 0
    with terminal.stage_bars() as show:
        for difference in whole.move(source, target, show):
            wrong += 1
            typer.echo(difference, err=True)
    if wrong:
        typer.echo(f"not verified: {wrong} differences")
        raise typer.Exit(1)
    typer.echo("moved and verified")


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="A file that is not there yet")]) -> None:
    """Copy SQLite's database to a file, while it is served; PostgreSQL has its own pg_dump."""
    settings = terminal.settings()
    database = Database(settings, wiring.LISTENERS)
    with terminal.count_bar() as progress:
        database.back_up(file, progress, partial(keys.put_secret_into, settings, database))
    typer.echo(f"backed up to {file}: {file.stat().st_size / 2**20:.1f} MB")


@cli.command()
def doctor(
    *, accept: Annotated[bool, typer.Option("--accept", help="Take what is there as it is")] = False
) -> None:
    """Check the database: the one that was here, at this version's schema, sound, and indexed."""
    database = Database(terminal.settings(), wiring.LISTENERS)
    if accept:
        database.accept()
    healthy = True
    for name, well in starting.examine(database):
        healthy &= well
        typer.echo(f"{'ok  ' if well else 'FAIL'} {name}")
    if not healthy:
        raise typer.Exit(1)


@cli.command("audit")
def examine_audit() -> None:
    """Follow the chain of the audit log from its first line; note the last hash elsewhere."""
    database = Database(terminal.settings(), wiring.LISTENERS)
    with database.reading(unhurried=True) as db:
        found = audit.examine(db)
    if found.broken is not None:
        typer.echo(f"السلسلة مكسورة عند السطر {found.broken} · broken at line {found.broken}")
        typer.echo(f"{found.whole} lines before it are whole; the last is {found.last}")
        raise typer.Exit(1)
    typer.echo(
        f"السجل سليم · the audit log is whole: {found.whole} lines; the last is {found.last}"
    )


@cli.command()
def settings() -> None:
    """List every setting: its variable, its value, its meaning."""
    now = terminal.settings()
    for name, field in config.Settings.model_fields.items():
        typer.echo(f"NASHRA_{name.upper()}={now.shown(name)}\n    {field.description}")


@keys_cli.command("issue")
def issue_key(
    name: Annotated[str, typer.Argument(help="Whose key it is")],
    scope: Annotated[list[str], typer.Option(help=", ".join(SCOPES))],
) -> None:
    """Make a key and print it, this once."""
    unknown = set(scope) - set(SCOPES)
    if unknown:
        message = f"unknown scope {', '.join(sorted(unknown))}"
        raise typer.BadParameter(message)
    scopes: list[Scope] = [known for known in SCOPES if known in scope]
    opened, database = _open()
    secret = keys.server_secret(opened, database)
    with database.writing() as db:
        token = keys.issue(db, secret, name, scopes)
    typer.echo(token)


@keys_cli.command("list")
def list_keys() -> None:
    """List the keys: never their secrets."""
    _, database = _open()
    with database.reading() as db:
        for key in keys.listing(db):
            ended = "revoked" if key.revoked_at else "expired"
            state = ended if key.has_ended(clock.now()) else "active"
            typer.echo(f"{key.id}  {state:8} {','.join(key.scopes):24} {key.name}")


@keys_cli.command("revoke")
def revoke_key(key_id: UUID) -> None:
    """End a key; the next request already feels it."""
    _, database = _open()
    with database.writing() as db:
        if not keys.revoke(db, key_id):
            message = "there is no key with this id"
            raise typer.BadParameter(message)
    typer.echo("revoked")
