"""Inventory reviews (盘点): what inventors say of their patents, and which the library takes."""
