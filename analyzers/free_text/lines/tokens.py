"""The numbers and times in a line."""

import math
import re

VALUE = re.compile(
    r"""
    (
      [-+.\dNnIi]  # the first character: a pattern that begins with characters skips quickly to the next one of them
      (?:(?<![A-Za-z0-9_.#@%].)
        |(?<=[Ee]poch\d)|(?<=[Ii]ter\d)|(?<=[Ss]tep\d)|(?<=[Bb]atch\d)|(?<=[Ee]poch_\d)|(?<=iter_\d)|(?<=step_\d)
        |(?<=[Ee]poch[ ]\#\d)|(?<=[Ee]poch\#\d)|(?<=[Ii]ter[ ]\#\d)|(?<=[Ii]teration[ ]\#\d)|(?<=[Ss]tep[ ]\#\d)
        |(?<=[Bb]atch[ ]\#\d)|(?<=[ ][Nn]o\.\d))
      (?:(?<![A-Za-z0-9]-.)|(?<=[Ee]poch-\d)|(?<=[Ii]ter-\d)|(?<=[Ss]tep-\d))(?<!\.py:.)(?<!\.cc:.)(?<!\.cpp:.)(?<!\.lua:.)(?<!\.java:.)
      (?:
        (?<=\d)(?:
            \d{3}[-/]\d\d?[-/]\d\d?(?:[T ,_]{1,2}\d\d?:\d\d(?::\d\d(?:[.,]\d++)?)?)?  # 2021-03-21 02:46:26,207
          | \d?/\d\d?/\d{2,4},?[ ]\d\d?:\d\d(?::\d\d(?:[.,]\d++)?)?                   # 15/09/06 11:14:51
          | \d*+(?:
                -\d\d:\d\d:\d\d                                                       # 0-00:00:04
              | :\d\d(?::\d\d)?(?:[.,]\d++)?(?![\d.])                                 # 1:02:03
              | h[ ]?\d++m(?:[ ]?\d++s)?|m[ ]?\d++s                                   # 1h02m, 3m 58s
              | -\d++(?![\d:-]|\.\d)                                                  # 6376-6750
            )
        )
      | (?:(?<=[-+])\d|(?<=\d))\.\#(?:QNAN|SNAN|IND|INF)\d*+
      | (?:(?:(?<=[-+])[Nn]|(?<=[Nn]))[Aa][Nn](?:\(ind\))?|(?:(?<=[-+])[Ii]|(?<=[Ii]))[Nn][Ff](?:inity|INITY)?)
        (?![A-Za-z_])
      | (?:
            (?:(?<=[-+])[1-9]|(?<=[1-9]))\d{0,2}(?:,\d{3})++(?!\d)(?:\.\d++)?
          | (?:(?<=[-+])\d++|(?<=\d)\d*+)(?:\.\d*+)?
          | (?:(?<=[-+])\.|(?<=\.))\d++
        )(?:[eE][-+]?\d++|D[-+]\d\d)?
      )
    )
    """,
    re.VERBOSE,
)
"""One number or time. Digits inside words ("layer1", "top-5", "acc@1", "#2") belong to the words."""

_RANGE = re.compile(r"\d++-(\d++)")
_NUMBER = re.compile(r"[-+]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d++)?")
_NOT_FINITE = {"nan": math.nan, "inf": math.inf}


def number(token: str) -> float | None:
    """The value of a token of `cutting.cut`; None for a time.

    >>> number("1,204.5"), number("6.9D+02"), number("-1.#IND"), number("-inf"), number("40-49"), number("00:12")
    (1204.5, 690.0, nan, -inf, 49.0, None)
    """
    try:
        return float(token)
    except ValueError:
        pass
    bare = token.replace(",", "").replace("D", "e")
    if _NUMBER.fullmatch(bare):
        return float(bare)
    word = bare.lstrip("+-").lower()
    if word.startswith("nan") or "#" in word:
        return math.copysign(math.inf, -1 if token[0] == "-" else 1) if "inf" in word else math.nan
    found = _RANGE.fullmatch(token)
    return float(found[1]) if found else None


def is_range(token: str) -> bool:
    """Whether a token is a range such as "40-49"; `number` gives its end."""
    return _RANGE.fullmatch(token) is not None
