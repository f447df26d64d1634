"""An issue becomes findings."""
