"""The International Patent Classification as it was loaded: the names of its codes, and which are beneath which."""
