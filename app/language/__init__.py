"""Pure knowledge of text and its calendar: no database, no network, the same answer every time.

folding    every spelling of a word to one
stemming   what is written onto a word         names      «عبد الله» and عبدالله
articles   ال that is no article               tokens     words, and where they stand in the text
analysis   what a text is found by             stopwords  words that leave a query
digits     ٢٠٢٦ and 2026                       bidi       pieces that turn nothing after them
prose      paragraphs, lengths, what is refused
slugs      addresses that people can read      collation  Arabic alphabetical order as a key
tags       BCP 47 languages and direction      hijri      Umm al-Qura dates, out and in
dates      instants and days as typed          periods    since, until, in a Hijri month
fields     all of this as rules for pydantic fields
"""
