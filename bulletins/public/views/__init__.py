"""Public pages: each module is one part of the site."""
