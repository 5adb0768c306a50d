"""One step over many patents of an inventory: looked at first, then done for all at once or for none."""
