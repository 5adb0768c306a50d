"""Work that goes on in the background: what was asked for, how far it is, and how it ended."""
