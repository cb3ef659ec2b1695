"""One module for each family of answers; each answer is a function from a turn to a reply."""
