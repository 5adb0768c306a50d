"""Technology needs: posting, curation, publication."""
