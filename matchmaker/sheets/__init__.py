"""Sheets that are handed in: kept aside, read for a preview, confirmed, imported; what every kind of them shares."""
