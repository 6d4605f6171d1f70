"""Findings that the words of a text point to, whether it holds a curve or only describes a training run."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from analyzers.diagnosis import EXPLAINS as MEASURED
from analyzers.diagnosis import Diagnosis, Mention
from analyzers.frozen import frozen
from analyzers.reader import Reading
from analyzers.symptoms.numbers import tells_of_chance, tells_of_little, tells_of_nothing
from analyzers.symptoms.table import SYMPTOMS, Symptom
from analyzers.symptoms.words import CONCEPTS

MOST = 100_000  # characters that are looked at: what a person describes stands near the beginning
LONGEST = 600  # characters of a sentence; a longer one is read in pieces
NEAR = 8  # sentences within which the second half of a story belongs to its first
FADES = 0.2  # share of a symptom's likelihood that is lost towards the end of a text, where others answer
LEAST = 0.25

EXPLAINS: Mapping[str, frozenset[str]] = {
    **MEASURED,
    "initial_plateau": frozenset({"stuck_at_chance", "late_plateau", "slow_convergence", "diverging"}),
    "noisy_loss": frozenset({"oscillating"}),
    "unstable_validation": frozenset({"oscillating"}),
}
"""Mentions that are the same story told again: a plateau is also "stuck" and "slow" in its author's words."""

POST = (
    "Post the loss of every epoch as your program prints it, ten records or more (lines such as 'epoch 1: loss = 0.52'"
    "{also}), and the optimizer with its learning rate."
)
ALSO: Mapping[str, str] = {
    "overfitting": ", with the validation loss beside it",
    "unstable_validation": ", with the validation loss beside it",
    "stuck_at_chance": ", with the accuracy beside it and the number of classes",
    "majority_class": ", with the accuracy beside it and the share of each class",
    "collapsed": ", with the accuracy beside it",
    "dead_units": ", and the share of units that are 0 in each layer",
    "saturated_activations": ", and the activation functions of the layers",
    "vanishing_gradients": ", and the norm of each layer's gradient",
    "exploding_gradients": ", with the norm of the gradient beside it",
}


@frozen()
class Sentence:
    """A sentence, the line it begins in (from 1), and the concepts that it speaks of."""

    text: str
    line: int
    concepts: frozenset[str]

    def says(self, needed: tuple[str, ...]) -> bool:
        return all(any(part in self.concepts for part in need.split("|")) for need in needed)


def mentions(text: str, beside_log: bool = False) -> tuple[Mention, ...]:
    """The findings that a text's words point to, the likeliest first; none where it is not about a training run.

    beside_log: a log comes with it, so it is about training, whatever it says
    """
    sentences = tuple(_sentences(text[:MOST]))
    if not beside_log and not any(each.concepts & {"training", "loss", "accuracy"} for each in sentences):
        return ()
    best: dict[str, Mention] = {}
    for found in _found(sentences):
        if found.likelihood > max(LEAST, best[found.code].likelihood if found.code in best else 0.0):
            best[found.code] = found
    kept: list[Mention] = []
    for each in sorted(best.values(), key=lambda each: (-each.likelihood, each.line)):
        if not any(each.code in EXPLAINS.get(other.code, ()) for other in kept):
            kept.append(each)
    return tuple(kept)


def described(text: str) -> Diagnosis | None:
    """The diagnosis of a text without a curve: unknown, with what it describes; None where it describes no training."""
    told = mentions(text)
    if not told:
        return None
    first = told[0].code.replace("_", " ")
    return Diagnosis(
        verdict="unknown",
        headline=f"There is no curve in this text, so nothing could be measured. Its words sound like {first}.",
        primary=(None, told[0].code),
        runs=(),
        reading=Reading("description in words", (), len(text.splitlines()), 0),
        mentioned=told,
    )


def _found(sentences: tuple[Sentence, ...]) -> Iterator[Mention]:
    for place, sentence in enumerate(sentences):
        told = [each for each in SYMPTOMS if _is_told(each, sentences, place)]
        faded = 1 - FADES * place / len(sentences)
        for each in told:
            post = POST.format(also=ALSO.get(each.code, ""))
            yield Mention(each.code, round(each.likelihood * faded, 2), sentence.text, sentence.line, post)


def _is_told(symptom: Symptom, sentences: tuple[Sentence, ...], place: int) -> bool:
    sentence = sentences[place]
    if not sentence.says(symptom.says) or sentence.concepts & set(symptom.without):
        return False
    return not symptom.then or any(each.says(symptom.then) for each in sentences[place : place + NEAR])


_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´", "'"))
_END = re.compile(r"(?<=[.!?;])\s+|(?<=[。！？；])|\n")


def _sentences(text: str) -> Iterator[Sentence]:
    for number, line in enumerate(text.splitlines(), 1):
        for part in _END.split(line):
            for start in range(0, len(part), LONGEST):
                piece = part[start : start + LONGEST].strip()
                if piece:
                    yield Sentence(piece, number, _concepts(piece))


def _concepts(sentence: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFC", sentence).casefold().translate(_APOSTROPHES) + " "
    found = {concept for concept, pattern in _patterns().items() if pattern.search(plain)}
    return frozenset(found | {concept for concept, tells in _BY_NUMBERS.items() if tells(plain)})


_BY_NUMBERS = {"chance": tells_of_chance, "zero": tells_of_nothing, "low": tells_of_little}


_LETTER = "[a-zß-öø-ɏа-џạ-ỹ]"
"""Letters of scripts that put spaces between words, in lower case."""


def _pattern(words: str) -> re.Pattern[str]:
    """One alternation; words of scripts with spaces begin a word, others, "n't" and what follows "…" stand anywhere."""
    phrases = [phrase.strip() for phrase in words.split("|")]
    anywhere = [phrase for phrase in phrases if phrase >= "\u2e80" or phrase.startswith(("n't", "…"))]
    spaced = "|".join(_phrase(phrase) for phrase in phrases if phrase not in anywhere)
    unspaced = [_phrase(phrase) for phrase in anywhere]
    return re.compile("|".join((rf"(?<!{_LETTER})(?<![0-9])(?:{spaced})", *unspaced)))


def _phrase(words: str) -> str:
    plain = words.casefold().translate(_APOSTROPHES).removesuffix("!")
    parts = [re.escape(part.strip()) for part in plain.removeprefix("…").split("…")]
    return ".{0,30}?".join(parts) + (f"(?!{_LETTER}|[0-9]|[.,][0-9]*[1-9])" if words.endswith("!") else "")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Of every concept; made when the first text without a curve comes, which is rare."""
    return {concept: _pattern(words) for concept, words in CONCEPTS.items()}
