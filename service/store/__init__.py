"""What the service keeps: diagnoses, uploads, live runs, experiments' jobs, keys. One relational store.

SQLite in one file by default, PostgreSQL by one setting; the tables are in `tables`, one module a resource.
"""
