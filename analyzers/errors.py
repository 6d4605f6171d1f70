"""Errors whose text is meant for the person who sent the input: what and where · what we got · what to do."""


class AnalyzerError(ValueError):
    """Something the user sent cannot be used.

    problem: what is wrong and where, in one sentence
    hint:    what to do about it, in one sentence
    """

    def __init__(self, problem: str, hint: str = "") -> None:
        super().__init__(f"{problem} {hint}".strip())
        self.problem = problem
        self.hint = hint


class UnreadableError(AnalyzerError):
    """Nothing in the upload could be read as a training log."""


class TooLargeError(AnalyzerError):
    """The upload, or what it unpacks to, is over a limit."""


class SpecError(AnalyzerError):
    """A model, data or training spec cannot be trained as it stands.

    at:   where in the spec, as a JSON pointer, e.g. "/model/layers/2/units"
    more: what else is wrong with it
    """

    def __init__(self, problem: str, hint: str = "", at: str = "", more: "tuple[SpecError, ...]" = ()) -> None:
        super().__init__(problem, hint)
        self.at = at
        self.more = more
