"""Keep the weights of the best epoch.

What it does
    Watches the validation loss, stops some epochs after its best value and restores the weights of that epoch.

When it helps
    The validation loss has turned up while the training loss still falls.

What it costs
    A part of the data must be held out. With a noisy validation loss the patience has to be longer than its swings.

References
    L. Prechelt, "Early Stopping - But When?", 1998.
"""

from analyzers.remedy import Remedy, Suggestion
from analyzers.rule import Finding
from analyzers.run import Run
from analyzers.setup import Setup, setup
from analyzers.suggested_rates import measured

WITHOUT_BEST = 0.75  # where validation has only come to a stop: stopping loses nothing, and gains nothing


def suggest(run: Run, finding: Finding) -> Suggestion | None:
    known = setup(run)
    if known.task == "reinforcement_learning":
        return _of_policy(finding)
    unit = finding.where.unit if finding.where else "epoch"
    best = measured(finding, f"best_{unit}", "best_epoch", "best_step", "best_record", "best_at")
    patience = max(3, round(0.2 * best)) if best and unit == "epoch" else 5  # in epochs, else in records
    return Suggestion(
        action="stop_earlier",
        headline=f"Stop after {unit} {best:g} and keep its {'trees' if known.booster else 'weights'}"
        if best is not None
        else "Stop when validation no longer improves, and keep the best weights",
        why="Validation was at its best there; what was trained since is fitted to the training set alone."
        if best is not None
        else "What is trained after validation has stopped improving is fitted to the training set alone.",
        weight=1.0 if best is not None else WITHOUT_BEST,
        addresses=(finding.code,),
        patch=({"op": "replace", "path": "/training/epochs", "value": int(best)},) if best and unit == "epoch" else (),
        code=_boosting(known, patience) if known.booster else _code(patience),
    )


def _of_policy(finding: Finding) -> Suggestion:
    return Suggestion(
        action="stop_earlier",
        headline="Keep the policy that earned most, and go on from it",
        why="Rewards rise and fall while a policy learns; the last one is seldom the best.",
        weight=1.0,
        addresses=(finding.code,),
        code={
            "pytorch": 'keep = EvalCallback(eval_env, best_model_save_path="best", eval_freq=10_000)  '
            "# Stable-Baselines3\nmodel.learn(total_timesteps, callback=keep)"
        },
    )


def _code(patience: int) -> dict[str, str]:
    keras = (
        f'stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience={patience}, restore_best_weights=True)\n'
        "model.fit(x_train, y_train, validation_data=(x_val, y_val), epochs=epochs, callbacks=[stop])"
    )
    loop = (
        "if val_loss < best_loss:\n    best_loss, best_epoch, best_weights = val_loss, epoch, {weights}\n"
        f"elif epoch - best_epoch >= {patience}:\n    {{restore}}\n    break"
    )
    return {
        "keras": keras,
        "pytorch": loop.format(
            weights="copy.deepcopy(model.state_dict())", restore="model.load_state_dict(best_weights)"
        ),
        "transformers": "training_args.load_best_model_at_end = True\n"
        f"trainer.add_callback(transformers.EarlyStoppingCallback(early_stopping_patience={patience}))",
        "tensorflow": keras.replace("keras.", "tf.keras."),
        "jax": loop.format(weights="params", restore="params = best_weights"),
        "sklearn": f"model.set_params(early_stopping=True, validation_fraction=0.1, n_iter_no_change={patience})",
    }


def _boosting(known: Setup, patience: int) -> dict[str, str]:
    rounds = max(20, patience)
    code = {
        "xgboost": "model = xgb.train(params, train, num_boost_round, evals=[(valid, 'valid')], "
        f"early_stopping_rounds={rounds})",
        "lightgbm": f"model = lgb.train(params, train, valid_sets=[valid], callbacks=[lgb.early_stopping({rounds})])",
        "catboost": f"model.fit(train, eval_set=valid, early_stopping_rounds={rounds}, use_best_model=True)",
    }
    return {known.booster: code[known.booster], "sklearn": f"model.set_params(n_iter_no_change={rounds})"}


REMEDY = Remedy(
    action="stop_earlier",
    title="Stop earlier",
    addresses={"overfitting": 0.95, "too_little_regularization": 0.85, "collapsed": 0.3},
    suggest=suggest,
    doc=__doc__,
    not_for=("gan",),
)
