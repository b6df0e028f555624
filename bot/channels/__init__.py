"""Where people are: each channel turns its wire format into a question, and an answer back."""
