"""Read with MLflow's own client what another client logged. Input: JSON with the address, the run and the model."""

import hashlib
import json
import math
import sys
import tempfile

from mlflow import MlflowClient

asked = json.load(sys.stdin)
client = MlflowClient(asked["url"])
run = client.get_run(asked["run"])
history = client.get_metric_history(asked["run"], "loss")
version = client.get_model_version_by_alias(asked["model"], "champion")
registered = client.get_registered_model(asked["model"])
with tempfile.TemporaryDirectory() as folder:
    path = client.download_artifacts(asked["run"], "data/täble 1.bin", folder)
    digest = hashlib.sha256(open(path, "rb").read()).hexdigest()
found = client.search_runs(
    [run.info.experiment_id], "metrics.roc_auc > 0.9 and params.family = 'gbdt'"
)
print(
    json.dumps(
        {
            "status": run.info.status,
            "name": run.info.run_name,
            "params": len(run.data.params),
            "family": run.data.params["family"],
            "tag": run.data.tags["mlflow.note.content"],
            "steps": [metric.step for metric in history],
            "values": [None if math.isnan(m.value) else m.value for m in history],
            "datasets": [
                [one.dataset.name, one.dataset.digest, one.tags[0].key, one.tags[0].value]
                for one in run.inputs.dataset_inputs
            ],
            "sha256": digest,
            "version": version.version,
            "source": version.source,
            "versionTags": version.tags,
            "stage": version.current_stage,
            "description": registered.description,
            "models": [one.model_id for one in run.outputs.model_outputs],
            "ready": client.get_logged_model(asked["loggedModel"]).status.value,
            "found": [one.info.run_id for one in found],
        }
    )
)
