"""Evaluation of patents by scorecards: three values, indicators beneath, weights by scenario (GB/T 42748-2023)."""
