"""Reads Chinese technical text as terms and shows where they stand; pure, and ignorant of ranking."""
