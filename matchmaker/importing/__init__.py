"""Reads sheets of patents and of technology needs, and says for every row what is wrong with it."""
