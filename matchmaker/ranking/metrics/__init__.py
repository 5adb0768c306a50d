"""How good a ranking is, against grades that people gave: one measure a file."""
