"""Nashra (نشرة), an Arabic-first press-release server: the map of the house.

          HTTP              terminal
           │                   │
          main                cli                  entrances (cli shows itself through terminal)
           └────────┬──────────┤
                    │       starting               what a start does before it serves
                    │        moving                everything into another database
                  wiring ──────┘                   who hears of what
              ┌─────┴──────┐
           imports       search                    outer rooms: never see each other
              └─────┬──────┘
                releases                           the heart
                concepts                           topics, people, organisations, places
                 access                            who is calling, and what they may
             language │ kit                        pure knowledge of text │ tools

Every arrow is an import and none points up. Where is…

    who may see a release      releases/reading.py   visible_to, the one rule
    what an editor may write   releases/schemas.py
    what clients read          releases/views.py, made in presenting.py
    publish, discard           releases/lifecycle.py
    list filters and orders    releases/listing.py
    spellings made one         language/folding.py, stemming.py
    what was typed             search/query.py
    what matches, in order     search/finding.py, ranking.py
    the two indexes            search/indexing.py, sqlite.py, postgres.py
    <mark> in the original     search/highlight.py
    seeds, import, export      imports/
    from SQLite to PostgreSQL  moving/whole.py
    errors and their statuses  kit/errors.py, kit/http/problems.py
    ETag, If-Match, 304        kit/http/caching.py
    Idempotency-Key            kit/http/idempotency.py
    cursors                    kit/http/paging.py
    transactions               kit/db.py
    the two databases          kit/sqlite.py, kit/postgres.py
    an emptied or older file   kit/watched.py, kit/mark.py
    backups                    kit/backup.py
    which replica may answer   kit/replicas.py, kit/hosts.py
    settings                   kit/config.py
"""
