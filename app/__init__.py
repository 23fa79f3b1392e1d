"""Nashra (نشرة), an Arabic-first press-release server: the map of the house.

          HTTP              terminal
           │                   │
          main            __main__, cli            entrances (cli shows itself through terminal)
           └────────┬──────────┤
                    │       starting               what a start does before it serves
                    │        moving                everything into another database
                  wiring ──────┘                   who hears of what
              ┌─────┴──────┐
      directory imports search                     outer rooms: never see each other
              └─────┬──────┘
                releases                           the heart
                concepts                           topics, people, organisations, places
                 access                            who is calling, what they may, and did
             language │ kit                        pure knowledge of text │ tools

Every arrow is an import and none points up. Where is…

    who may see a release      releases/reading.py   visible_to, the one rule
    what an editor may write   releases/schemas.py
    what clients read          releases/views.py, shown.py; presenting.py
    what lists show, finished  releases/summaries.py
    every save, going back     releases/history.py, restoring.py
    which words changed        language/edits.py, releases/revisions.py
    states, and verbs in them  releases/states.py, lifecycle.py
    corrections, embargoes     releases/correcting.py, embargo.py
    slugs of one title         releases/slugs.py, namesakes.py, slug_order.py
    list filters and orders    releases/filters.py, listing.py
    how many there are         releases/counting.py
    who may know a concept     releases/subjects.py, shown in directory/
    a concept's names          concepts/naming.py, changed in writing.py
    spellings made one         language/folding.py, stemming.py
    what was typed             search/query.py
    what matches, in order     search/finding.py, ranking.py
    the two indexes            search/indexing.py, sqlite.py, postgres.py
    <mark> in the original     search/highlight.py
    seeds, import, export      imports/; a batch ahead: ahead.py, kit/foreseen.py
    from SQLite to PostgreSQL  moving/whole.py
    errors and their statuses  kit/errors.py, kit/http/problems.py
    slow clients, no HTTP      kit/http/connection.py
    ETag, If-Match, 304        kit/http/caching.py
    answers from memory        kit/http/recall.py, memory.py, from_memory.py
    without the application    kit/sqlite_at_hand.py, releases/straight.py, front_page.py
    when these hold no more    kit/public_version.py, sqlite_watch.py
    Idempotency-Key            kit/http/idempotency.py
    keys over HTTP             access/administering.py
    the audit log, its chain   kit/audit.py
    who gets a line, and when  kit/http/auditing.py
    rate limits                kit/http/rate_limits.py
    cursors                    kit/http/paging.py
    transactions               kit/db.py, for HTTP kit/http/session.py
    statements of hot paths    kit/prepared.py, new objects kit/bringing.py
    the two databases          kit/sqlite.py, kit/postgres.py
    an emptied or older file   kit/watched.py, kit/mark.py
    backups                    kit/backup.py
    which replica may answer   kit/replicas.py, kit/hosts.py
    settings                   kit/config.py
"""
