"""The Reference Guide: terms and their variants."""
