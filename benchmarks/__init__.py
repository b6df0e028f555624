"""Measures, and fits what is fitted."""

import vectorstore  # noqa: F401 - tells NumPy how many threads it may use before it is imported
