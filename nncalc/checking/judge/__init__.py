"""Judging the sheet of one student as a whole."""
