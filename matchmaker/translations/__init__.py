"""The message catalogues, and what keeps them up to the code."""
