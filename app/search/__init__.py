"""Finding releases by what they say, in every spelling, and showing where they say it.

router ── query       what was typed → terms           narrowing   filters → marks and bounds
   │      reach       what this caller's search sees   indexing    the two indexes, kept right
   │      finding     what matches, and the best       rebuilding  anew, beside the old one
   │      ranking     in which order                   evidence    a release's words, packed
   └───── answering   one page of it                   marks       what it is filtered by
          showing     as JSON, with highlights         faceting    counted by, with labels
          sought      what is marked in them           highlight   the passages, cut and marked
          spelling    «هل تقصد …»                      suggesting  while somebody types

engine     what a database is asked: a protocol; sqlite answers it with fts5, sqlite_writing,
           sqlite_building and ordinals, the numbers in the order of publication
"""
