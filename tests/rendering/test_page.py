import re
from dataclasses import replace

import numpy as np

import analyzers
from analyzers.rendering import markdown
from analyzers.rendering.markup import code, plain, shortened, visible, xml
from analyzers.run import ContextValue, Run, Series
from tests.curves import run
from tests.rendering import diagnoses


def test_the_answer_holds_verdict_numbers_causes_and_code() -> None:
    text = markdown(diagnoses.diverging())
    assert text.startswith("**Critical.** ")
    assert "critical learning rate 0.00693" in text
    assert "Likely cause: learning rate too high (97 %)" in text
    assert "1. **Lower the learning rate from 0.01 to 0.0035.**" in text
    assert "   ```python\n   optimizer = keras.optimizers.SGD(learning_rate=0.0035)\n   ```" in text
    assert "| `train/loss` | 20 | 450 |" in text


def test_code_is_in_the_users_framework_alone_where_it_is_known() -> None:
    assert "torch" not in markdown(diagnoses.diverging())
    assert "# PyTorch" in markdown(diagnoses.overfitting()) and "# Keras" in markdown(diagnoses.overfitting())


def test_nothing_is_said_twice() -> None:
    single = diagnoses.diverging()
    assert markdown(single).count(single.headline) == 1
    first = single.runs[0].run
    second = replace(first, name="run 2", context={**first.context, "learning_rate": ContextValue(0.02, "test")})
    several = markdown(diagnoses.of(first, second))
    assert several.count("optimizer `sgd`") == 1 and "learning rate `0.02` (test), the rest as for run" in several


def test_one_finding_needs_no_list_of_what_a_change_is_for() -> None:
    assert "(for diverging)" not in markdown(diagnoses.diverging())


def test_a_run_without_fault_is_offered_what_could_be_tried() -> None:
    text = markdown(diagnoses.of(run(2.0 / np.arange(1.0, 31.0))))
    assert text.startswith("**Healthy:** ") and "**What could be tried**" in text and "**What to change**" not in text


def test_of_several_healthy_runs_health_is_told_once_each() -> None:
    series = {"train/loss": Series.of(2.0 / np.arange(1.0, 31.0))}
    text = markdown(diagnoses.of(Run(series, name="run 1"), Run(series, name="run 2")))
    assert text.startswith("**Healthy.** Of 2 runs, run 1: train/loss went from 2 to")
    assert "Healthy: " not in text and "### run 2: healthy" in text


def test_metrics_of_one_name_are_told_apart_by_their_keys() -> None:
    both = {key: Series.of([2.0, 1.0, 0.5], name_in_log="loss") for key in ("train/loss", "train/detail_loss")}
    text = markdown(diagnoses.of(Run(both)))
    assert "| `train/loss` |" in text and "| `train/detail_loss` |" in text


def test_it_says_what_was_not_checked_and_what_was_read() -> None:
    text = markdown(diagnoses.diverging())
    assert "Not checked: " in text and "overfitting (needs `val/loss" in text
    assert text.endswith("Read as free text: 60 of 100 lines used.\n")


def test_nothing_of_a_log_acts_as_markup() -> None:
    text = re.sub(r"```python.*?```", "", markdown(diagnoses.hostile()), flags=re.DOTALL)
    outside_code = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text.replace("\\`", ""))
    assert not re.search(r"(?<!\\)<", outside_code)
    assert not re.search(r"(?<!\\)\]\(|(?<!\\)!\[", outside_code)
    assert "\x1b" not in text and "\u202e" not in text


def test_a_hostile_name_does_not_break_the_table() -> None:
    rows = [line for line in markdown(diagnoses.hostile()).splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {7}


def test_a_text_without_a_curve_gets_what_it_describes_and_what_helps() -> None:
    text = markdown(diagnoses.in_words())
    assert "Its words sound like initial plateau" in text
    assert "It is common and no fault" in text
    assert "What usually helps: add normalization" in text
    assert "To have it judged: Post the loss of every epoch" in text


def test_plain_text_reads_the_same_and_formats_nothing() -> None:
    assert plain("val_loss rose to 1.2e-05 at epoch 3 (best).") == "val_loss rose to 1.2e-05 at epoch 3 (best)."
    assert plain("*a* _b_ <i> [l](u) a|b ~x~ &amp;") == "\\*a\\* \\_b\\_ \\<i\\> \\[l\\](u) a\\|b \\~x\\~ \\&amp;"
    assert plain("http://a.b @all") == "http\\://a.b @\u200ball"


def test_inline_code_is_fenced_by_more_backticks_than_it_holds() -> None:
    assert code("a`b``c") == "```a`b``c```"
    assert code("`") == "`` ` ``"


def test_invisible_characters_are_dropped_and_long_texts_cut() -> None:
    assert visible("a\x00b\u200bc\n d\x1b") == "abc d"
    assert xml('<a b="c">&') == "&lt;a b=&quot;c&quot;&gt;&amp;"
    assert shortened("abcdef", 4) == "abc…"


def test_what_is_judged_stands_first_in_the_table() -> None:
    lines = (
        f"step {n} a {n % 3} b {n % 5} c {n % 7} d {n % 2} e {n % 4} f {n % 6} total {3.5**n:.5g}\n"
        for n in range(1, 12)
    )
    text = markdown(analyzers.diagnose("".join(lines).encode()))
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert rows[0].startswith("| `total`")
