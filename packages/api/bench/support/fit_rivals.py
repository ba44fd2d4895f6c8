"""Fit LightGBM on a table with as many trees and leaves as ours, for FastAPI and for MLflow's server."""

import sys

import lightgbm
import mlflow.sklearn
import pandas
from mlflow.models import infer_signature
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OrdinalEncoder

table, folder, trees, leaves = sys.argv[1:]
data = pandas.read_csv(table)
rows, target = data.drop(columns="churned"), data["churned"]
rows = rows.astype({name: float for name in rows.select_dtypes("number")})
levels = {
    "plan_type": ["Basic", "Standard", "Pro"],
    "contract_type": ["Monthly", "Annual"],
    "autopay": ["Yes", "No"],
    "is_promo_user": ["Yes", "No"],
}
params = {"n_estimators": int(trees), "num_leaves": int(leaves), "n_jobs": 1, "verbose": -1}
encode = ColumnTransformer(
    [("levels", OrdinalEncoder(categories=list(levels.values())), list(levels))],
    remainder="passthrough",
    verbose_feature_names_out=False,
)
model = Pipeline([("encode", encode), ("trees", lightgbm.LGBMClassifier(**params))])
model.fit(rows, target)
model["trees"].booster_.save_model(f"{folder}/model.txt")
mlflow.sklearn.save_model(
    model,
    f"{folder}/mlflow",
    signature=infer_signature(rows, model.predict(rows)),
    serialization_format="cloudpickle",
)
