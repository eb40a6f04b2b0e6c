"""What Prometheus sees of the model; no label names a tenant, whose number has no bound."""

from prometheus_client import Counter, Gauge, Histogram

ANSWER_SECONDS = Histogram(
    "nexus_model_answer_seconds",
    "Time from a question to the end of the model's answer",
    ["outcome"],
    buckets=(0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60),
)
TOKENS = Counter("nexus_model_tokens", "Tokens that the model used", ["kind"])
CACHE = Counter("nexus_answer_cache", "Looks for a cached answer", ["outcome"])
UNACCOUNTED = Counter(
    "nexus_unaccounted_calls", "Calls of the model let through while Redis could not count them"
)
CIRCUIT_OPEN = Gauge("nexus_model_circuit_open", "1 while the model's endpoint is not asked")
