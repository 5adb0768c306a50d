"""Organisations, people, membership, roles and the audit trail."""
