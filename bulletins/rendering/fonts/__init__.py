"""The fonts every PDF embeds, each under the SIL Open Font License that lies beside it."""
