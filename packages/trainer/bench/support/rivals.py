"""ROC-AUC of scikit-learn's logistic regression and of LightGBM's defaults, for each set of validation rows."""

import json
import sys

import lightgbm
import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

job = json.load(sys.stdin)
numbers, categories = job["numbers"], job["categories"]
table = pd.read_csv(job["path"], dtype=str, keep_default_na=False, skipinitialspace=True)
table.columns = [name.strip() for name in table.columns]
table = table.map(str.strip)
labels = (table[job["target"]] == job["positive"]).to_numpy()
for name in numbers:
    table[name] = pd.to_numeric(table[name].replace("", np.nan))


def logistic(train, held):
    columns = make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
        (OneHotEncoder(handle_unknown="ignore"), categories),
    )
    model = make_pipeline(columns, LogisticRegression(max_iter=2000))
    model.fit(table[train], labels[train])
    return model.predict_proba(table[held])[:, 1]


def trees(train, held):
    columns = table[numbers + categories].copy()
    for name in categories:
        seen = sorted(columns.loc[train, name].unique())
        known = columns[name].where(columns[name].isin(seen))
        columns[name] = pd.Categorical(known, categories=seen)
    model = lightgbm.LGBMClassifier(verbose=-1, n_jobs=2, deterministic=True, random_state=1)
    model.fit(columns[train], labels[train])
    return model.predict_proba(columns[held])[:, 1]


aucs = {"logistic": [], "lightgbm": []}
for validation in job["validations"]:
    held = np.zeros(len(table), dtype=bool)
    held[validation] = True
    aucs["logistic"].append(roc_auc_score(labels[held], logistic(~held, held)))
    aucs["lightgbm"].append(roc_auc_score(labels[held], trees(~held, held)))
json.dump(aucs, sys.stdout)
