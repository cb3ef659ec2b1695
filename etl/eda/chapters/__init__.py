"""The chapters of the report: each turns figures into cards."""
