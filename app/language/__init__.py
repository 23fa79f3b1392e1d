"""Pure knowledge of text and its calendar: no database, no network, the same answer every time.

folding    every spelling of a word to one          tokens     words, and where they stand in the original
digits     ٢٠٢٦ and 2026                            slugs      addresses that people can read
prose      paragraphs, lengths, forbidden letters   collation  Arabic alphabetical order as a plain key
tags       BCP 47 languages and their direction     hijri      Umm al-Qura dates, out and in
dates      instants and days as people type them    periods    since, until, in a Hijri month
fields     all of this as pydantic field rules
"""
