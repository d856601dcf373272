"""What `Scripts/results.py` runs and how its page is written."""
