"""The engine's exception family: each message is one sentence a person can act on."""


class EngineError(Exception):
    """Training, evaluation or serving could not do what was asked; the message says why and what to do."""


class TrainingCancelledError(EngineError):
    """Training was asked to stop; nothing of the run is kept."""


class NoModelError(EngineError):
    """No trained run is active, so nothing can be predicted yet."""
