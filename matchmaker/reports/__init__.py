"""Shows figures: pages and sheets."""
