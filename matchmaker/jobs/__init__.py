"""Background work: what runs when the queue calls."""
