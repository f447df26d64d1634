"""The places that ship with the product, and the script that made them."""
