"""The words that logs use, in many languages: which split, which metric. Data only; `metrics` gives it meaning."""

from collections.abc import Mapping


def _inverted(table: Mapping[str, str], separator: str | None) -> Mapping[str, str]:
    return {spelling.strip(): word for word, spellings in table.items() for spelling in spellings.split(separator)}


SPLITS: Mapping[str, str] = _inverted(
    {
        "train": """train training trainings trn tr learn fit trained treino treinamento entrenamiento entraînement
            entrainement apprentissage addestramento обучение обучающая trenowanie eğitim 训练
            训练集 培训 訓練 学習 학습 훈련""",
        "val": """val va vld valid validation validate validating validated vali eval evaluation evaluate evaluating dev
            devel cv crossval development holdout heldout validação validacao validación validacion validierung
            validierungs validazione валидация проверка walidacja doğrulama 验证 验证集 驗證 検証 검증""",
        "test": "test testing tst te tests teste prueba тест тестовая 测试 测试集 測試 テスト 테스트",
    },
    None,
)
"""Each word that tells on which data a metric was measured, and the split it means."""

METRICS: Mapping[str, str] = _inverted(
    {
        "loss": """loss|losses|cost|loss value|損失|损失|损失值|损失函数|代价|ロス|손실|perda|perdas|custo|pérdida
            |perdida|perte|pertes|coût|verlust|kosten|perdita|потери|потеря|ошибка|функция потерь|kayıp|strata
            |mất mát""",
        "accuracy": """accuracy|accuray|accurancy|acuracy|accurcy|accracy|acurracy|accuarcy|acc|acc.|accu|top1|top 1
            |acc@1|acc 1|acc1|top1 acc|acc top1|top 1 acc|prec@1
            |top 1 accuracy|top1 accuracy|categorical accuracy|sparse categorical accuracy|binary accuracy
            |accuracy score|准确率|准确度|正确率|正確率|精度|정확도|acurácia|acuracia|exactitud|exactitude|genauigkeit
            |accuratezza|точность|doğruluk|độ chính xác|dokładność|taux de réussite""",
        "error": "error|err|error rate|err rate|误差|错误率|fehler|erro|erreur|errore",
        "perplexity": "ppl|perplexity|pplx|perplexité|困惑度",
        "lr": """lr|learning rate|learningrate|learn rate|learnrate|lr 0|lr0|l.r|lrate|base lr|base learning rate
            |current lr|current learning rate|initial lr|initial learning rate|initial learn rate
            |starting learning rate|lr group 0|lr pg0|group0 lr|学习率|学習率|taux d'apprentissage|lernrate
            |tasa de aprendizaje|taxa de aprendizado|taxa de aprendizagem|tasso di apprendimento
            |скорость обучения""",
        "gradient_norm": """gradient norm|grad|grad norm|gnorm|g norm|gradnorm|global grad norm|g param
            |total grad norm|gradients norm|grad l2 norm|gradient l2 norm""",
        "reward": """reward|rewards|mean reward|reward mean|average reward|avg reward|episode reward|ep reward
            |episode score|episode average score|episode avg score|episode mean score
            |episode total score|episode average100 score
            |ep rew mean|ep rewmean|eprewmean|mean episode reward|episode reward mean|mean total reward
            |total reward|return|returns|episode return|mean return|average return|averageepret|average ep ret
            |mean ep ret""",
        "mse": "mse|mean squared error|mean square error",
        "rmse": "rmse|root mean squared error|root mean square error",
        "mae": "mae|mean absolute error",
        "logloss": "logloss|log loss|binary logloss|mlogloss|multi logloss|binary log loss|multi log loss",
        "cross_entropy": """cross entropy|crossentropy|xent|ce|ce loss|cross entropy loss
            |categorical crossentropy|sparse categorical crossentropy|binary crossentropy""",
        "discriminator_loss": "discriminator loss|d loss|loss d|dloss|lossd|disc loss|loss disc|dis loss",
        "generator_loss": "generator loss|g loss|loss g|gloss|lossg|gen loss|loss gen",
        "dice": "dice|dice coefficient|dice coef|dice score",
        "f1": "f1|f 1|f1 score|fscore|f score|f measure",
    },
    "|",
)
"""Each spelling of a metric, as `metrics.words` joins it, and the metric."""

QUALIFIERS = frozenset(
    {"average", "avg", "mean", "batch", "minibatch", "mini", "step", "epoch", "iter", "iteration", "current", "curr"}
    | {"cur", "running", "lm", "total", "overall", "final", "set", "smoothed", "smooth", "per", "the", "main", "of"}
    | {"平均", "轮", "轮次", "de", "da", "do", "di", "des", "la", "le", "von"}
)
"""Words that may stand beside "loss" or "accuracy" without making it another metric."""
