"""What the subscribers room measures: sending, against the ways others send."""

from bulletins.subscribers.benchmarks.send import against_peers, memory

BENCHMARKS = {"send": against_peers, "send-memory": memory}
