"""Settings as people, command lines and programs write them: `lr: 0.1`, `--batch-size 256`, `lr ....... 1e-4`, prose.

Only lines with a telling word in them are looked at, so that a log without settings costs a few substring searches.
"""

import re
from collections.abc import Iterator

from analyzers.source import names
from analyzers.source.facts.fact import Certainty, Fact
from analyzers.source.facts.kinds import without_digits
from analyzers.source.facts.written import END as _END
from analyzers.source.facts.written import NUMBER as _NUMBER
from analyzers.source.facts.written import written

MOST_LINES = 600  # telling lines looked at; a log that repeats its rate in every line has more
SHAPE = 80  # letters that lines begin with alike
LINE_LIMIT = 8_000  # characters of one line; a logged command line can be long

_TELLING = (
    *("rate", "lr", "eta", "batch", "optim", "class", "epochs", "_epoch", "momentum", "clip", "grad_norm", "decay"),
    *(
        "warmup",
        "beta",
        "example",
        "samples",
        "criterion",
        "objective",
        "loss_f",
        "schedul",
        "policy",
        "step_size",
        "stepsize",
    ),
    *(
        "adam",
        "sgd",
        "num_data",
        "learn",
        "output size",
        "categor",
        "solver",
        "学习",
        "學習",
        "批",
        "类",
        "学習",
        "학습",
        "배치",
    ),
    *("taxa", "taux", "tasa", "tasso", "скорость", "tốc độ", "lote", "バッチ", "размер"),
)
_NAME = r"[^\W\d_](?:[\w-]|'(?=\w)){0,40}"
_PAIR = re.compile(
    rf"(--)?(?<![\w])({_NAME}(?: {_NAME}){{0,4}})(?: \([^()]{{1,60}}\))?([\"'`*]{{0,3}})\s{{0,40}}"
    rf"(:|=>?|\.{{3,60}}|->|：|＝)[*_]{{0,2}}\s{{0,3}}[\"'`*\[]{{0,3}}(?:({_NUMBER}){_END}|([A-Za-z][\w:.]{{1,40}}))"
)
_OPTION = re.compile(rf"(?<!\S)--({_NAME})[= ]['\"]?(?:({_NUMBER}){_END}|([A-Za-z]\w{{1,30}}))")
_KEY_THEN_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_-])(learning[ _]rate|lr|bs|step size|batch[ _-]?size|mini-?batch(?: size)?|momentum|weight decay"
    r"|学习率|學習率|学習率|학습률|批大小|批次大小|taxa de aprendizado|taux d'apprentissage|tasa de aprendizaje"
    r"|lernrate|batchgröße|скорость обучения|размер батча|tốc độ học|バッチサイズ|批量大小|tamaño de lote"
    r"|tamanho do lote|taille de (?:lot|batch)|batch(?:es)?(?= (?:of|de|von|di) ))"
    r"[\"'`*]{0,2}(?: ?(?:is|was|of|to|at|as|be|set|equal|equals|around|about|being|used|fixed|been|size|with|a|the|≈|~"
    r"|为|是|设为|设置为|设置|调到|到|在|成|は|を|de|von|di|é|ist|est|es|là|=|:)){0,4} ?"
    rf"({_NUMBER}){_END}",
    re.IGNORECASE,
)
_NUMBER_THEN_KEY = re.compile(
    r"(?<![A-Za-z0-9_.])(\d[\d,]{0,12})[ -]?(?:个|different |distinct )?"
    r"(classes\b|class\b|categories\b|类别|个类|分类|epochs\b|train(?:ing)? (?:examples|samples|images|sentences)\b"
    r"|steps? (?:per|an|each) epoch|batches per epoch)"
)
_TRAIN_ON = re.compile(r"Train on (\d+) samples")
_OPTIMIZER_NAME = re.compile(
    r"(?<![\w.])(?:[A-Za-z]\w*\.){0,4}(?:optim(?:izer)?_)?"
    r"(?i:(SGDM?|AdamW?|RMSprop|Adagrad|Adadelta|Nadam|Adamax|RAdam|L-?BFGS|(?-i:Descent)(?=\())(?:Optimizer|Config|Options)?)"
    rf"(?:\.v\d)?(?:\(({_NUMBER})(?=[,)])| (?=\.|0\.|\d\.?\d*e-)({_NUMBER}){_END}(?! ?momentum)|(?!\w|\.\w))",
    re.ASCII,
)
_ADVICE = re.compile(
    r"\b(?:try(?!ing)|should|could|would|might|suggest|recommend\w*|instead|reduce|lower|decrease|increase|change"
    r"|consider|need to|have to|better|prueba|intenta|essay\w+|tente|versuch\w*|попробу\w+|hãy|nên)\b"
    r"|试|建议|应该|改|試|してみ",
    re.IGNORECASE,
)
"""Words of an answer that says what to do. Some stand in questions too: there nothing is taken rather than a guess."""
_NAMED_KEYS = {"output_size": "classes", "number_of_output_classes": "classes", "num_outputs": "classes"}
_SCHEDULES = frozenset(
    {"step", "multistep", "exp", "exponential", "poly", "polynomial", "cosine", "linear", "constant", "plateau", "inv"}
    | {"inverse_time", "onecycle", "fixed", "constant_with_warmup", "cosine_with_restarts", "reduce_lr_on_plateau"}
    | {"inverse_sqrt", "sigmoid", "triangular", "noam"}
)


def telling_lines(text: str) -> list[tuple[int, str]]:
    """(number, text) of the lines with a word that settings have, at most MOST_LINES: the first and the last ones.

    Of lines that differ in digits only (one for each record), the first two and the last are enough.
    """
    kinds = without_digits(text.lower())
    distinct = dict.fromkeys(kinds)
    shown = "\n".join(distinct)
    words = list(filter(shown.__contains__, _TELLING))
    telling = {kind for kind in distinct if any(map(kind.__contains__, words))}
    places = [place for place, kind in enumerate(kinds) if kind in telling] if telling else []
    if len(places) > MOST_LINES:
        places = places[: MOST_LINES // 2] + places[-MOST_LINES // 2 :]
    alike: dict[str, list[int]] = {}
    for place in places:
        alike.setdefault(kinds[place][:SHAPE], []).append(place)
    lines = text.split("\n")
    chosen = sorted({place for like in alike.values() for place in (*like[:2], like[-1])})
    return [(place + 1, lines[place][:LINE_LIMIT]) for place in chosen]


def facts_of_line(line: str, number: int) -> Iterator[Fact]:
    """What one line of text states, pairs first, prose after."""
    place, stated, advice = f"text, line {number}", set(), None
    for key, value, certainty in (*_pairs(line), *_prose(line)):
        if certainty is not Certainty.MENTIONED or key not in stated:
            advice = _ADVICE.search(line) is not None if advice is None else advice
            yield Fact(key, value, place, number, certainty, advice=advice)
        stated.add(key)


def _pairs(line: str) -> Iterator[tuple[str, float | int | str, Certainty]]:
    if ":" in line or "=" in line or "..." in line or "->" in line or "：" in line or "＝" in line:
        for _, name, quote, separator, number, word in _PAIR.findall(line):
            strict = separator == "=" or bool(quote)
            yield from _setting(name, number, word, strict, line)
    if "--" in line:
        for name, number, word in _OPTION.findall(line):
            yield from _setting(name, number, word, True, line)
    for name, number, word in written(line):
        yield from _setting(name, number, word, True, line)


def _setting(
    name: str, number: str, word: str, strict: bool, line: str
) -> Iterator[tuple[str, float | int | str, Certainty]]:
    """A pair whose name, or the end of whose name ("current learning rate"), is a known setting."""
    words = name.replace("-", "_").split(" ")
    for first in range(len(words)):
        plain = names.plain(" ".join(words[first:]))
        if number and (key := names.NUMBERS.get(plain)):
            value = to_number(number)
            if names.acceptable(key, value) and _plausible(plain, value, strict, line):
                yield key, _typed(key, value), Certainty.STATED
            return
        if number and (key := _NAMED_KEYS.get(plain)) and names.acceptable(key, to_number(number)):
            yield key, _typed(key, to_number(number)), Certainty.DERIVED
            return
        if word and (key := names.WORDS.get(plain)):
            yield from _word(key, word)
            return
        if word and plain == "type" and (found := names.optimizer(word)):
            yield "optimizer", found, Certainty.STATED  # optimizer=dict(type='AdamW'), and Caffe's type: "Adam"
            return


def _plausible(name: str, value: float, strict: bool, line: str) -> bool:
    if name == "eta":  # also the estimated time of arrival
        return strict and 0 < value <= 1
    if name in ("step_size", "stepsize"):  # also the period of a step schedule
        return value <= 1
    if name == "momentum":
        return "norm" not in line.lower()
    return name not in ("classes", "bs", "nc") or strict or value >= 1


def _word(key: str, word: str) -> Iterator[tuple[str, float | int | str, Certainty]]:
    if key == "schedule":
        found = plain if (plain := names.plain(word)) in _SCHEDULES else None
    else:
        found = names.optimizer(word) if key == "optimizer" else names.loss(word.replace(":", "_"))
    if found:
        yield key, found, Certainty.STATED


def _prose(line: str) -> Iterator[tuple[str, float | int | str, Certainty]]:
    for name, number in _KEY_THEN_NUMBER.findall(line):
        key = names.NUMBERS.get(names.plain(name), "batch_size" if "batch" in name.lower() else "learning_rate")
        if names.acceptable(key, to_number(number)) and _plausible(key, to_number(number), False, line):
            yield key, _typed(key, to_number(number)), Certainty.MENTIONED
    for number, name in _NUMBER_THEN_KEY.findall(line):
        key = {"c": "classes", "t": "examples", "e": "epochs", "s": "steps_per_epoch", "b": "steps_per_epoch"}.get(
            name[0], "classes"
        )
        if names.acceptable(key, to_number(number)):
            yield key, _typed(key, to_number(number)), Certainty.MENTIONED
    for number in _TRAIN_ON.findall(line):
        yield "examples", int(number), Certainty.STATED
    for name, *rates in _OPTIMIZER_NAME.findall(line):
        yield "optimizer", names.optimizer(name.replace("-", "")) or "sgd", Certainty.MENTIONED
        if rate := "".join(rates):  # SGD(0.01), Adam 1e-3: the rate is the first number of its call
            yield "learning_rate", to_number(rate), Certainty.MENTIONED


def to_number(text: str) -> float:
    """A number as people write it: 1e-3, 1,080, .01, 0,01, 10^-4."""
    if text.startswith("10") and ("^" in text or "**" in text):
        return float(10.0 ** int(re.split(r"\^|\*\*", text)[1].strip(" (")))
    return float(text.replace(",", "." if text.startswith("0,") else ""))


def _typed(key: str, value: float) -> float | int:
    return int(value) if key in names.INTEGERS else value
