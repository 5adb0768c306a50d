"""The working platform of an industry IP operation centre: from dormant patents to deals."""
