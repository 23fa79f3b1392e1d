"""The tables of PostgreSQL's index: a release is a row in each of two.

`NAME_documents` has what is said of it; `NAME_words` its words, as `evidence` has them, and its
marks. A tsvector is not kept, which would be four times as large: all that is needed is an index of
what the function `search_terms` makes of a row of words. In it a stem stands as it is, a word as
spelled behind `=`, both once more behind `^` when they are in the title, a mark behind `:`, behind
`#` the stretches of the order of publication that the row is in, and behind `+` a number that
stands for each pair of stems next to each other: of the releases that hold two common words, those
are read in which the two may stand together, not all.
"""

from app.search.marks import MARKS
from app.search.postgres_order import STRETCHES

PUBLIC, HIDDEN = "doc > 0", "doc < 0"
TERMS = "search_terms(doc, words, marks)"
# to_regclass would say what was there before this transaction waited for its turn to write
IS_THERE = """SELECT 1 FROM pg_tables
    WHERE tablename = :name AND schemaname = ANY (current_schemas(false))"""

# No word is interpreted: analysed text is parted at its spaces. It is called when a row is written;
# to look at rows by it would take for ever, so it says that it costs as much.
FUNCTION = f"""
CREATE OR REPLACE FUNCTION search_terms(doc bigint, words text, marks text)
RETURNS tsvector LANGUAGE plpgsql IMMUTABLE COST 1000000 AS $$
DECLARE
    lines text[] := string_to_array(words, chr(10));
    stems text[] := string_to_array(lines[2] || lines[4], ' ');
BEGIN
    RETURN array_to_tsvector(array_remove(string_to_array(concat_ws(' ',
        replace(lines[1], ' ', ' ='), replace(lines[1], ' ', ' ^='),
        lines[2], replace(lines[2], ' ', ' ^'),
        replace(lines[3], ' ', ' ='), lines[4], marks,
        {", ".join(f"'#{bits}:' || (doc >> {bits})" for bits in STRETCHES)}
    ), ' '), '') || ARRAY(
        SELECT '+' || ('x' || left(encode(
            sha256(convert_to(one || ' ' || other, 'UTF8')), 'hex'), 4))::bit(15)::int
        FROM unnest(stems, stems[2:]) AS pair (one, other) WHERE one <> '' AND other <> ''
    ));
END $$
"""


def tables(name: str) -> tuple[str, ...]:
    """Return the statements that make the tables of an index of this name, empty."""
    marks = ", ".join(f'{mark} text COLLATE "C" NOT NULL' for mark in MARKS)
    return (
        FUNCTION,
        f"""CREATE TABLE {name}_documents (
            doc bigint CONSTRAINT {name}_doc PRIMARY KEY,
            release_key bigint NOT NULL CONSTRAINT {name}_release_key UNIQUE,
            release_id uuid NOT NULL,
            handle bigint NOT NULL,
            revision bigint NOT NULL,
            instant bigint NOT NULL,
            due bigint,
            title_words bigint NOT NULL,
            body_words bigint NOT NULL,
            {marks},
            CONSTRAINT {name}_place UNIQUE (instant, release_id)
        )""",
        # what is long is kept apart: to count rows, each of them is looked at
        f"""CREATE TABLE {name}_words (
            doc bigint CONSTRAINT {name}_words_doc PRIMARY KEY,
            words text COLLATE "C" NOT NULL,
            marks text COLLATE "C" NOT NULL
        ) WITH (toast_tuple_target = 128)""",
        f"CREATE INDEX {name}_handle ON {name}_documents (handle)",
        f"CREATE INDEX {name}_due ON {name}_documents (due) WHERE due IS NOT NULL",
        *_full_text(name, "public", PUBLIC),
        *_full_text(name, "hidden", HIDDEN),
        f"""CREATE TABLE {name}_state (
            analyser bigint NOT NULL,
            documents bigint NOT NULL,
            title_words bigint NOT NULL,
            body_words bigint NOT NULL,
            version bigint NOT NULL
        )""",
        f"INSERT INTO {name}_state VALUES (0, 0, 0, 0, 0)",
    )


def _full_text(name: str, which: str, rows: str) -> tuple[str, str]:
    index = f"{name}_{which}"
    return (
        f"CREATE INDEX {index} ON {name}_words USING gin (({TERMS})) WHERE {rows}",
        # which words are common is nothing to plan by: there is one way to look
        f"ALTER INDEX {index} ALTER COLUMN 1 SET STATISTICS 0",
    )


# Every search looks at the state first, and waits there until all have their new names.
_TABLES = ("state", "documents", "words")
_INDEXES = ("doc", "words_doc", "release_key", "place", "handle", "due", "public", "hidden")


def drops(name: str) -> tuple[str, ...]:
    """Return the statements that drop an index."""
    return tuple(f"DROP TABLE IF EXISTS {name}_{kind}" for kind in _TABLES)


def renames(old: str, new: str) -> tuple[str, ...]:
    """Return the statements that give an index another's name, which is free."""
    return (
        *(f"ALTER TABLE {old}_{kind} RENAME TO {new}_{kind}" for kind in _TABLES),
        *(f"ALTER INDEX {old}_{kind} RENAME TO {new}_{kind}" for kind in _INDEXES),
    )
