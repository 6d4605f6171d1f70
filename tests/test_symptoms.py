"""What people say about their training, in their languages, and the finding that it points to."""

import time

import pytest

from analyzers.diagnosis import Mention
from analyzers.rules import RULES
from analyzers.symptoms import described, mentions
from analyzers.symptoms.table import SYMPTOMS

SAID = {
    "non_finite_loss": [
        "My loss is nan after the first epoch.",
        "After a few iterations the loss becomes NaN",
        "训练几步之后loss变成nan了怎么办",
        "La pérdida es nan desde la primera época",
    ],
    "initial_plateau": [
        "When training my CNN, the loss does not decrease for the first 20 epochs. Then it drops suddenly.",
        "前20个epoch训练损失不下降，之后突然下降",
        "Der Trainingsverlust sinkt in den ersten 10 Epochen nicht. Danach fällt er plötzlich stark.",
        "La perte ne diminue pas pendant les 10 premières époques, puis soudainement elle chute.",
        "La pérdida no disminuye durante las primeras 10 épocas y luego de repente cae.",
        "A perda não diminui nas primeiras 15 épocas e depois cai de repente.",
        "Первые 10 эпох функция потерь не уменьшается, а потом внезапно падает.",
        "最初の10エポックは損失が下がらないのに、その後急に下がります。",
        "처음 10 에포크 동안 손실이 줄지 않다가 갑자기 떨어집니다.",
    ],
    "overfitting": [
        "There is a big gap between training and validation accuracy",
        "The model fits the training data but does not generalize",
        "验证集loss越来越大",
        "The test loss is very high, but the loss on the training set is very low.",
        "Test的loss值很高，acc值很低。但是训练的loss值很低",
        "My validation loss increases while my training loss decreases",
        "验证集损失上升，训练集损失下降",
        "Meine Validierungsverluste steigen, während der Trainingsverlust sinkt.",
        "La perte de validation augmente alors que la perte d'entraînement diminue.",
        "La pérdida de validación aumenta mientras la de entrenamiento disminuye",
        "A perda de validação aumenta enquanto a perda de treino diminui",
        "Лосс на валидации растет, а на обучении падает",
        "検証損失が増加し、訓練損失は減少しています",
        "검증 손실은 증가하는데 훈련 손실은 감소합니다",
        "Mất mát trên tập kiểm tra tăng trong khi mất mát huấn luyện giảm",
    ],
    "stuck_at_chance": [
        "The example reaches only 30% accuracy",
        "验证的精度，只有0.1,为什么？",
        "The f-score is equal to zero",
        "The accuracy is way below the paper's",
        "My neural network learns for one epoch and then stops learning",
        "accuracy stuck at 0.1, model does not learn",
        "My loss doesn't decrease",
        "Why doesn’t the loss go down",
        "Why doesn`t the loss go down",
        "During training, the reward doesn´t change in any episode",
        "Very low accuracy on my text classifier",
        "My training is not at all converging",
        "訓練準確度一直在0.0973與0.0991之間遊走",
        "My accuracy stays at 50% and never changes",
        "准确率一直是10%不变",
        "La précision reste bloquée à 10 %",
        "Die Genauigkeit bleibt bei 10 %",
        "точность не растет, застряла на 10%",
        "精度が10%のまま変わらない",
        "정확도가 10%에서 변하지 않아요",
        "La exactitud se queda en 0.5 y no aprende",
        "A acurácia fica travada em 0.5",
        "Độ chính xác không tăng, luôn là 10%",
        "my accuracy is 50% and loss 0.69",
        "Die Genauigkeit ist 0,1 und der Verlust 2,302",
    ],
    "implausible_loss": [
        "Why is the loss negative?",
        "why loss: 0.0000e+00 ?",
        "Why is the MultiLogisticLoss 0.000000",
        "为什么loss=0",
    ],
    "diverging": [
        "Why does my loss increase every epoch?",
        "The loss explodes after some steps",
        "为什么我的损失函数在每个时期都在增加？",
        "Warum steigt mein Loss in jeder Epoche?",
        "Pourquoi ma perte augmente à chaque époque ?",
        "¿Por qué mi pérdida aumenta en cada época?",
        "Por que minha perda aumenta a cada época?",
        "Почему функция потерь растет с каждой эпохой?",
        "損失がエポックごとに増加する",
        "손실이 에포크마다 증가합니다",
        "Tại sao hàm mất mát tăng sau mỗi epoch?",
    ],
    "oscillating": [
        "The loss is all over the place",
        "My training is very unstable",
        "The training loss oscillates between 0.3 and 0.9",
        "训练loss一直震荡，怎么回事",
        "Der Verlust schwankt stark",
        "функция потерь колеблется",
        "損失が振動している",
        "손실이 진동합니다",
        "Hàm mất mát dao động",
    ],
    "slow_convergence": [
        "Training is very slow, the loss decreases only slowly",
        "loss下降很慢",
        "Die Loss sinkt sehr langsam",
    ],
    "majority_class": [
        "My model predicts only one class for every input. I train with cross entropy.",
        "The network always predicts the same class",
    ],
    "late_plateau": [
        "Why does the loss not go below 0.69?",
        "Loss не опускается ниже 0.5",
        "loss decreases and then plateaus after 30 epochs and does not improve any further",
    ],
    "loss_spikes": [
        "there are huge spikes in the training loss",
    ],
}
NOT_ABOUT_A_RUN = [
    "I bought a new car and the weather is nice.",
    "Please see our cookie policy. Terms of use.",
    "How do I install tensorflow on Windows?",
    "def f(x):\n    return x+1\n",
    'Traceback (most recent call last):\n  File "a.py"\nTypeError: train() missing argument',
]


def first(text: str) -> Mention:
    found = mentions(text)
    assert found, f"nothing was recognised in: {text}"
    return found[0]


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in SAID.items() for text in texts])
def test_a_description_points_to_its_finding(code: str, text: str) -> None:
    assert first(text).code == code


@pytest.mark.parametrize("text", NOT_ABOUT_A_RUN)
def test_a_text_about_something_else_points_to_nothing(text: str) -> None:
    assert mentions(text) == ()
    assert described(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "My model is not learning anything",
        "Why does the generator fail to converge?",
        "It doesn't seem to learn",
        "Das Modell lernt nicht",
        "El modelo no aprende",
        "模型学不到东西",
    ],
)
def test_beside_a_log_whatever_does_not_learn_is_stuck(text: str) -> None:
    assert [each.code for each in mentions(text, beside_log=True)] == ["stuck_at_chance"]


@pytest.mark.parametrize("text", ["I am not familiar with machine learning", "my loss is less than 0.5"])
def test_words_beside_a_log_may_tell_of_nothing(text: str) -> None:
    assert mentions(text, beside_log=True) == ()


def test_a_mention_quotes_the_sentence_and_its_line() -> None:
    found = first("Hello,\n\nI train a CNN. The loss is NaN after 3 steps. What now?")
    assert (found.quote, found.line) == ("The loss is NaN after 3 steps.", 3)
    assert 0.5 < found.likelihood < 1
    assert found.post.startswith("Post the loss of every epoch")


def test_the_drop_may_be_told_sentences_after_the_plateau() -> None:
    story = "For the first ten epochs the training loss does not decrease. I use Adam. The weights are small.\n\n"
    assert first(story + "Then, suddenly, it falls and all is well.").code == "initial_plateau"


def test_normal_noise_is_told_from_a_swing_that_gets_nowhere() -> None:
    assert first("The loss is always jumping, but in general it falls.").code == "noisy_loss"
    assert first("The loss keeps jumping between 0.2 and 0.5.").code == "oscillating"


def test_a_story_is_not_told_twice_under_other_names() -> None:
    text = "The loss stays the same for the first epochs and then suddenly drops, it is slow to start training."
    assert [each.code for each in mentions(text)] == ["initial_plateau"]


def test_a_description_is_answered_as_unknown_with_what_it_points_to() -> None:
    found = described("Why does my loss increase every epoch?")
    assert found is not None
    assert (found.verdict, found.runs, found.primary) == ("unknown", (), (None, "diverging"))


def test_every_symptom_is_a_finding_that_a_rule_can_confirm() -> None:
    assert {each.code for each in SYMPTOMS} <= {rule.id for rule in RULES}


@pytest.mark.parametrize("text", ["loss " * 100_000, "not " * 100_000, "the loss does not " * 20_000, "a" * 1_000_000])
def test_hostile_text_takes_no_longer_than_a_second(text: str) -> None:
    started = time.process_time()
    mentions(text)
    assert time.process_time() - started < 1.0
