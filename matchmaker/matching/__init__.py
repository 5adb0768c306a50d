"""Needs against patents: the catalogue's index, runs, matches and judgements."""
