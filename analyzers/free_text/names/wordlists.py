"""The words by which a name beside a number is known. Data only; `roles` gives it meaning."""

from collections.abc import Mapping
from typing import Literal

Kind = Literal["epoch", "step", "batch"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_EPOCHS = _set(
    """epoch epochs poch ep epoche epoque époque época epoca эпоха эпохи epoka epok epoki dönem kỷ pass e 轮 轮次 回合
    周期 时期 纪元 代 エポック 에폭 에포크"""
)
_STEPS = _set(
    """step steps i iter iters itn iteration iterations itteration itterations it itr niter update updates up round
    rounds tree trees timestep timesteps globalstep iterate counter episode episodes frame frames generation gen s
    lap iteración iteracion iteração iteracao itération iterazione iterasi итерация шаг étape etape passo paso
    schritt krok adım bước 步 步数 迭代 迭代次数 ステップ イテレーション 스텝 반복"""
)
_BATCHES = _set("batch batches minibatch minibatches mb lote lot батч 批次 バッチ 배치")

COUNTERS: Mapping[str, Kind] = {
    **dict.fromkeys(_EPOCHS, "epoch"),
    **dict.fromkeys(_STEPS, "step"),
    **dict.fromkeys(_BATCHES, "batch"),
}
"""Words that end the name of a counter."""

NUMBER = _set("no number nr")
"""Words behind the name of a counter that only say that it counts."""

COUNTERS_OF_MANY = (["num", "updates"], ["total", "timesteps"], ["total", "steps"], ["number", "of", "trees"])
"""Counters whose other words would otherwise say that they are a setting."""

METRIC_WORDS = _set(
    """loss losses cost costs error errors err acc accuracy accuray accurancy acuracy accurcy accracy
    acurracy accuarcy accu auc auroc auprc roc f1 fscore precision recall
    prec rec mse mae rmse rmsle mape smape r2 ppl perplexity bleu rouge meteor score scores reward rewards
    rew rewmean return returns advantage regret fitness map map50 map75 ap ap50 ap75 ar iou miou giou dice jaccard
    psnr ssim lpips wer cer per ter kl kld elbo nll bpc bpb entropy xent crossentropy ce bce ctc xe logloss
    mlogloss hinge huber l1 l2 quantile energy objective criterion likelihood loglikelihood fid inception
    divergence top1 top5 gnorm metric sensitivity specificity kappa mcc spearman pearson correlation corr
    objf risk inertia ndcg mrr hit hits hr rms delta
    deviance sisdr sdr pesq stoi eer sem residual correct fid50k kid50k cindex rpn box obj dfl trl tel tloss
    vloss learn lambda_loss perda perte verlust pérdida perdida perdita custo coût kosten fehler erro erreur
    errore acurácia acuracia exactitud exactitude genauigkeit accuratezza precisión precisão précision
    precisione потери ошибка точность kayıp doğruluk dokładność strata"""
)
"""Words that make a name a metric's."""

METRIC_ENDINGS = ("loss", "acc", "accuracy", "error", "auc", "reward", "entropy", "cost", "score", "norm", "ppl")
"""Ends of words that do so, too: "avgcost", "bertscore"."""

METRIC_PARTS = (
    "损失",
    "損失",
    "准确",
    "正确率",
    "正確",
    "精度",
    "误差",
    "错误率",
    "奖励",
    "代价",
    "ロス",
    "誤差",
    "손실",
    "정확",
)
"""Parts of names that do so in scripts without blanks."""

NOISE = _set(
    """time eta elapsed remaining runtime duration speed throughput sec secs second seconds min mins minutes hour hours
    ms fps imps ips wps ups wpb bsz tok tokens words sents sentences samples sample examples images imgs image
    memory mem gpu gpus cpu ram vram cuda alloc allocated reserved cached heap peak wall mfu flops tflops date
    rank pid port worker workers seed size batchsize batch_size number num count total_time params parameters
    parameter trainable version device node host forward backward threshold tolerance tol patience weight
    weights decay momentum beta betas eps epsilon gamma alpha dropout scale clip coef coefficient factor
    smoothing temperature interval freq frequency every warmup skipped save saving logging length len width
    height shape dim units layers hidden heads classes labels instances world line file dir verbose level
    process id index config overflow required consumed gib mib mb gb kb per capacity power nfe stage fold
    stopping trainer info warning debug data 时间 時間 耗时 用时 剩余 速度 시간"""
)
"""Words that make a name something else than a measure of the model, unless a metric's word ends it."""

BEST = _set(
    """best max min lowest highest maximum minimum target previous prev last bestiteration 最佳 最好 最优 мин макс"""
)
"""Words that make a metric's name one of the best, or another, so far: not a curve."""

ABOUT = _set("per on over")
"""Words behind which a metric's name says of what it was taken."""

STOP = _set("after over and the a an for to with in on by from is was of at 第 от de da")
"""Words that are no name by themselves."""

FILES = (
    ".py",
    ".cpp",
    ".cc",
    ".c",
    ".h",
    ".lua",
    ".java",
    ".scala",
    ".pt",
    ".pth",
    ".h5",
    ".ckpt",
    ".jpg",
    ".png",
    ".log",
)
"""Ends of names of files, which stand before a number as names do."""
