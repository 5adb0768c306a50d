"""Computes figures from the ledger and holds them against the recognition thresholds."""
