"""What a name beside a number means: a counter, a metric, the learning rate, or nothing to plot."""

from collections.abc import Mapping
from typing import Literal

from analyzers.metrics import metric_of, words
from analyzers.vocabulary import METRICS, SPLITS

Kind = Literal["epoch", "step", "batch"]
Role = Literal["metric", "unknown", "lr", "noise", "epoch", "step", "batch"]

COUNTERS: Mapping[str, Kind] = {
    **dict.fromkeys(
        "epoch epochs ep epoche epoques époque época epoca эпоха epoka epok dönem kỷ 轮 轮次 回合 周期 时期 代 エポック 에폭 에포크 e pass".split(),
        "epoch",
    ),
    **dict.fromkeys(
        "step steps iter iters itn iteration iterations it itr update updates up round rounds tree trees timestep timesteps"
        " episode episodes iteración iteracion iteração iteracao itération iterazione итерация шаг étape etape passo paso"
        " schritt krok adım bước 步 步数 迭代 迭代次数 ステップ イテレーション 스텝 반복 iterasi globalstep niter"
        " frame frames s generation gen lap checkpoint num_updates".split(),
        "step",
    ),
    **dict.fromkeys("batch batches minibatch mini-batch lote lot 批次 バッチ 배치 батч mb".split(), "batch"),
}

NOISE = frozenset(
    """time eta elapsed remaining duration speed throughput sec secs second seconds min mins minutes hour hours ms fps ips
    wps ups wpb bsz tok tokens samples sample examples images imgs image memory mem gpu gpus cpu ram vram cuda alloc
    allocated reserved cached wall mfu flops tflops date rank pid port worker workers seed size batchsize num number total_time
    count params parameters parameter trainable version device node host iter_time data_time batch_cost reader_cost
    forward backward best max maximum min minimum lowest highest threshold tolerance tol patience weight weights decay
    momentum beta betas beta1 beta2 eps epsilon gamma alpha lambda dropout scale clip coef coefficient rate_limit
    temperature interval freq frequency every warmup skipped save saving length len width height shape dim units layers
    hidden heads classes labels instances targets world line file verbose level process id bestiteration
    batch_size img_size overflow required consumed gib mib mb gb kb last lasttime per capacity power nfe
    时间 耗时 用时 剩余 速度 最佳 batchcost heap peak trainer info warning debug runtime factor smoothing dir logging stopping config index interval target workers stage fold""".split()
)
"""Words that make a name something else than a metric of the model, wherever they stand in it."""

METRIC_WORDS = frozenset(
    """loss losses cost costs error err errors acc accuracy accu auc auroc auprc roc f1 precision recall prec rec mse mae rmse rmsle
    mape smape r2 ppl perplexity bleu rouge meteor score scores reward rewards return returns map map50 ap ar iou miou
    giou dice jaccard psnr ssim lpips wer cer per ter kl kld elbo nll bpc bpb entropy xent logloss energy objective
    criterion likelihood loglikelihood fid divergence hinge top1 top5 gnorm metric sensitivity specificity kappa mcc
    spearman pearson correlation corr ndcg mrr hit hits hr rms delta fscore crossentropy ce bce ctc xe sisdr
    sdr pesq stoi eer inception is perda perte verlust pérdida perdida perdita custo coût kosten fehler erro erreur
    errore acurácia acuracia exactitud exactitude genauigkeit accuratezza precisión precisão précision precisione
    потери потеря ошибка точность kayıp doğruluk dokładność strata gradnorm quantile ql rpn box obj dfl tloss vloss trl tel
    learn avgcost mlogloss l1 l2 huber residual rew rewmean regret advantage fitness cindex sem""".split()
)
STOP = frozenset("after and the a an for to with in on by from is was of at".split())
BEST = frozenset("best max min lowest highest maximum minimum target previous prev last time".split())
_METRIC_PARTS = ("损失", "損失", "准确", "正确率", "精度", "误差", "ロス", "손실", "정확", "代价", "准确率", "错误", "奖励")
_ENDINGS = ("loss", "acc", "accuracy", "error", "auc", "reward", "entropy", "logl", "cost", "score")



def counter_of(name: str) -> Kind | None:
    """The kind of counter that a name ends in: "Train Epoch" → "epoch", "global step" → "step"."""
    parts = words(name)
    if not parts:
        return None
    last = parts[-1].rstrip(".")
    kind = COUNTERS.get(last)
    if kind is None or (len(last) == 1 and len(parts) > 1):
        return None
    extra = set(parts[:-1])
    if extra & METRIC_WORDS and not extra & STOP:
        return None
    return (
        None
        if extra & (NOISE | {"total", "to", "of", "in"}) and parts not in (["num", "updates"], ["total", "timesteps"])
        else kind
    )


def is_metric(name: str) -> bool:
    """Whether a name speaks of loss, accuracy or another known measure."""
    parts = words(name)
    if parts and parts[-1] in ("loss", "acc", "accuracy", "error") and not set(parts) & BEST:
        return True
    if set(parts) & NOISE and metric_of(" ".join(parts)) not in METRICS.values():
        return False
    joined = " ".join(parts)
    return (
        joined in METRICS
        or any(word in METRIC_WORDS for word in parts)
        or any(part in joined for part in _METRIC_PARTS)
    )


def role_of(name: str) -> Role:
    """What the number beside this name is.

    >>> [role_of(name) for name in ("Train Epoch", "val_loss", "ETA", "learning_rate", "loss scale", "bpp_y")]
    ['epoch', 'metric', 'noise', 'lr', 'noise', 'unknown']
    """
    counter = counter_of(name)
    if counter:
        return counter
    parts = words(name)
    joined = " ".join(parts)
    if metric_of(" ".join(word for word in parts if word not in SPLITS)) == "lr":
        return "lr"
    if set(parts) <= STOP:
        return "noise"
    if joined in METRICS or is_metric(name):
        return "metric"
    if (
        not parts
        or set(parts) & NOISE
        or "." in name.strip(".")[-5:]
        and name.rsplit(".", 1)[-1] in {"py", "cpp", "cc", "c", "lua", "java", "h"}
    ):
        return "noise"
    return "unknown"
