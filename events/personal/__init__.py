"""What the fields of events are, as to persons: delegates, messages, who speaks."""

from events.personal import calls, clusters, editions, questions, roles

MODELS = {
    **editions.MODELS,
    **clusters.MODELS,
    **roles.MODELS,
    **questions.MODELS,
    **calls.MODELS,
}
