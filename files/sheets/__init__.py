"""Rows of cells as files: CSV and XLSX, read and written."""
