"""Cell addresses."""


def column_name(col: int) -> str:
    """The letters of a 1-based column."""
    out = ""
    while col:
        col, rest = divmod(col - 1, 26)
        out = chr(65 + rest) + out
    return out
