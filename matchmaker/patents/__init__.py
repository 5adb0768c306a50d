"""Patents, their listings and the inventory."""
