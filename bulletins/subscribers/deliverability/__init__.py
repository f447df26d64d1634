"""How other mail servers see ours: the names in the DNS, and a test mail as it arrived."""
