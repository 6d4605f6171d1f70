"""What a user says beside a log, in the words that the rest of the house knows."""

from analyzers.run import Context, ContextValue
from analyzers.source import names


def in_our_words(context: Context) -> tuple[Context, tuple[str, ...]]:
    """The context, its optimizer by the name that we know it by; and a note about one that we do not know.

    >>> in_our_words({"optimizer": ContextValue("torch.optim.AdamW", "query")})
    ({'optimizer': ContextValue(value='adamw', source='query')}, ())
    """
    told = context.get("optimizer")
    if told is None:
        return context, ()
    known = names.optimizer(str(told.value))
    if known is None:
        note = f"{told.value} ({told.source}) is no optimizer that we know: rates are judged as where none is told."
        return context, (note,)
    return {**context, "optimizer": ContextValue(known, told.source)}, ()
