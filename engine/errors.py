"""The engine's exceptions; each message is one sentence that a person can act on."""


class EngineError(Exception):
    """Base class: training, evaluation or serving failed; the message says why and what to do."""


class TrainingCancelledError(EngineError):
    """Training was cancelled; no features of the run are kept."""


class NoModelError(EngineError):
    """No trained run is active, so nothing can be predicted yet."""
