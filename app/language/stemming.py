"""What is written onto a word without being part of it; the first rule of light stemming."""

ARTICLE_AFTER_CONJUNCTION = "وال"
SHORTEST_REST = 3


def without_conjunction(word: str) -> str:
    """Return a folded word without the و («and») that is written onto its article.

    Only before ال, where و is never a letter of the word: «والإتجار» is found by «الاتجار».
    """
    rest = len(word) - len(ARTICLE_AFTER_CONJUNCTION)
    if word.startswith(ARTICLE_AFTER_CONJUNCTION) and rest >= SHORTEST_REST:
        return word[1:]
    return word
