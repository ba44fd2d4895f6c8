"""The same model's likes behind FastAPI: pydantic checks each row, LightGBM scores them."""

import os
from typing import Annotated, Literal, Optional

import lightgbm
import numpy
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field

booster = lightgbm.Booster(model_file=os.environ["MODEL"])
LEVELS = {
    "plan_type": {"Basic": 0, "Standard": 1, "Pro": 2},
    "contract_type": {"Monthly": 0, "Annual": 1},
    "autopay": {"Yes": 0, "No": 1},
    "is_promo_user": {"Yes": 0, "No": 1},
}
Number = Annotated[Optional[float], Field(strict=True)]


class Row(BaseModel):
    model_config = ConfigDict(extra="ignore")
    plan_type: Optional[Literal["Basic", "Standard", "Pro"]]
    contract_type: Optional[Literal["Monthly", "Annual"]]
    autopay: Optional[Literal["Yes", "No"]]
    is_promo_user: Optional[Literal["Yes", "No"]]
    add_on_count: Number
    tenure_months: Number
    monthly_usage_gb: Number
    avg_latency_ms: Number
    support_tickets_30d: Number
    discount_pct: Number
    payment_failures_90d: Number
    downtime_hours_30d: Number


class Prediction(BaseModel):
    probability: float
    label: int


class Answer(BaseModel):
    predictions: list[Prediction]


NAMES = list(Row.model_fields)
app = FastAPI()


@app.post("/predict")
def predict(rows: list[Row]) -> Answer:
    matrix = numpy.array(
        [
            [
                LEVELS[name].get(value, numpy.nan) if name in LEVELS else value
                for name, value in zip(NAMES, (getattr(row, name) for name in NAMES))
            ]
            for row in rows
        ],
        dtype=float,
    )
    probabilities = booster.predict(matrix, num_threads=1)
    return Answer(
        predictions=[Prediction(probability=p, label=int(p >= 0.5)) for p in probabilities]
    )
