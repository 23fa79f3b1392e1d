"""Finding releases by what they say, in every spelling, and showing where they say it.

router ── query       what was typed → terms           narrowing   filters → marks and bounds
   │      reach       what this caller's search sees   indexing    the two indexes, kept right
   │      finding     what matches, and the best       rebuilding  anew, beside the old one
   │      ranking     in which order                   evidence    a release's words, packed
   └───── answering   one page of it                   marks       what it is filtered by
          showing     as JSON, with highlights         faceting    counted by, with labels
          sought      what is marked in them           highlight   the passages, cut and marked
          spelling    «هل تقصد …»                      suggesting  while somebody types

engine     what a database is asked: a protocol. sqlite and postgres answer it, each in its own
           words (fts5, sqlite_writing …, postgres_writing …) and, where they are the same, in
           those of writing (rows), numbering (in the order of publication, with ordinals),
           building (anew) and asking
"""
