"""Ranks documents, given as terms, for a query and says why; pure, and ignorant of any language."""
