"""Deals: stages, gates and the ledger."""
