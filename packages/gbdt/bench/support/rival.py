"""Train one rival on a stored data set; prints one line of JSON.

usage: rival.py engine folder params [--rows-out file]
The folder holds meta.json, x.bin (float32, column after column, all rows) and y.bin (uint8).
"""

import json
import resource
import sys
import time

import numpy as np


def area_under_curve(scores, labels):
    order = np.argsort(scores, kind="stable")
    _, first, counts = np.unique(scores[order], return_index=True, return_counts=True)
    ranks = np.empty(len(scores))
    ranks[order] = np.repeat(first + (counts + 1) / 2, counts)
    positives = int(labels.sum())
    negatives = len(labels) - positives
    return (ranks[labels == 1].sum() - positives * (positives + 1) / 2) / (positives * negatives)


def train_lightgbm(x, y, categories, p, quantised):
    import lightgbm

    params = {
        "objective": "binary",
        "verbose": -1,
        "num_leaves": p["numLeaves"],
        "num_threads": p["numThreads"],
        "seed": p["seed"],
        "force_row_wise": p.get("rowWise", True),
    }
    if quantised:
        params["use_quantized_grad"] = True
    start = time.perf_counter()
    data = lightgbm.Dataset(x, y, categorical_feature=categories, params=params)
    model = lightgbm.train(params, data, p["numIterations"])
    seconds = time.perf_counter() - start
    return seconds, lambda rows: model.predict(rows, raw_score=True, num_threads=p["numThreads"])


def train_xgboost(x, y, categories, p):
    import xgboost

    start = time.perf_counter()
    types = ["c" if i in categories else "q" for i in range(x.shape[1])]
    data = xgboost.QuantileDMatrix(
        x, y, max_bin=255, nthread=p["numThreads"], feature_types=types, enable_categorical=True
    )
    params = {
        "objective": "binary:logistic",
        "tree_method": "hist",
        "grow_policy": "lossguide",
        "max_depth": 0,
        "max_leaves": p["numLeaves"],
        "eta": 0.1,
        "max_bin": 255,
        "nthread": p["numThreads"],
        "seed": p["seed"],
    }
    model = xgboost.train(params, data, p["numIterations"])
    seconds = time.perf_counter() - start

    def predict(rows):
        rows = xgboost.DMatrix(rows, feature_types=types, enable_categorical=True)
        return model.predict(rows, output_margin=True)

    return seconds, predict


def train_sklearn(x, y, categories, p):
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    model = HistGradientBoostingClassifier(
        max_iter=p["numIterations"],
        max_leaf_nodes=p["numLeaves"],
        early_stopping=False,
        categorical_features=categories or None,
        random_state=p["seed"],
    )
    with threadpool_limits(p["numThreads"]):
        start = time.perf_counter()
        model.fit(x, y)
        seconds = time.perf_counter() - start
    return seconds, model.decision_function


def main():
    engine, folder, params = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    with open(f"{folder}/meta.json") as file:
        meta = json.load(file)
    columns = np.fromfile(f"{folder}/x.bin", dtype=np.float32).reshape(meta["numFeatures"], -1)
    x = np.ascontiguousarray(columns.T)
    del columns
    y = np.fromfile(f"{folder}/y.bin", dtype=np.uint8)
    n = meta["numTrain"]
    categories = meta["categories"]
    trainers = {
        "lightgbm": lambda: train_lightgbm(x[:n], y[:n], categories, params, False),
        "lightgbm quantised": lambda: train_lightgbm(x[:n], y[:n], categories, params, True),
        "xgboost": lambda: train_xgboost(x[:n], y[:n], categories, params),
        "scikit-learn": lambda: train_sklearn(x[:n], y[:n], categories, params),
    }
    seconds, predict = trainers[engine]()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    scores = np.asarray(predict(x[n:]), dtype=np.float64).ravel()
    predict_seconds = time.perf_counter() - start
    auc = area_under_curve(scores, y[n:])
    print(json.dumps({"seconds": seconds, "auc": auc, "peakMb": peak, "predictSeconds": predict_seconds}))


main()
