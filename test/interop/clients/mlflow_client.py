"""Score rows with MLflow's client, missing cells as NaN, and with the forms of its server; prints the answers."""

import json
import sys

import pandas as pd
import requests
from mlflow.pyfunc.scoring_server.client import ScoringServerClient

given = json.load(sys.stdin)
rows, host = given["rows"], given["host"]
client = ScoringServerClient(*host.split(":"))
client.ping()
frame = pd.DataFrame(rows)
numbers = [name for name in frame if pd.api.types.is_numeric_dtype(frame[name])]


def invoke(data, params=None):
    return client.invoke(data, params).get_predictions().to_dict(orient="records")


def post(body, content_type="application/json"):
    response = requests.post(f"http://{host}/invocations", data=body, headers={"content-type": content_type})
    if response.status_code != 200:
        return f"{response.status_code} {response.text}"
    return response.json()["predictions"]


def records(cells):
    return json.dumps({"dataframe_records": cells})


infinite = [{**rows[0], numbers[0]: float("inf")}]
json.dump(
    {
        "version": client.get_version(),
        "answers": {
            "frame": invoke(frame),
            "frame with labels": invoke(frame.set_axis([f"row {i}" for i in frame.index])),
            "frame of objects": invoke(frame.astype(object)),
            "list of records": invoke(frame.to_dict(orient="records")),
            "split": post(json.dumps({"dataframe_split": json.loads(frame.to_json(orient="split", double_precision=15))})),
            "records with NaN": post(records(frame.to_dict(orient="records"))),
            "instances": post(json.dumps({"instances": rows})),
            "inputs by column": post(json.dumps({"inputs": frame.to_dict(orient="list")})),
            "csv": post(frame.to_csv(index=False), "text/csv"),
            "csv in windows lines": post(frame.to_csv(index=False, lineterminator="\r\n"), "text/csv; charset=utf-8"),
        },
        "single": invoke(frame.astype({name: "float32" for name in numbers})),
        "explained": [sorted(row) for row in invoke(frame, {"explain": True})],
        "infinite": post(records(infinite)),
        "empty": post(json.dumps({"dataframe_split": {"columns": list(frame), "data": []}})),
    },
    sys.stdout,
)
