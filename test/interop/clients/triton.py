"""Score rows with NVIDIA's client in every form that it has; prints what each form answered."""

import itertools
import json
import sys

import numpy as np
import tritonclient.http as triton

given = json.load(sys.stdin)
client = triton.InferenceServerClient(given["host"])
model, rows = given["model"], given["rows"]
metadata = client.get_model_metadata(model)
FLOATS = {"FP64": np.float64, "FP32": np.float32}


def tensors(binary, floats, nested):
    shape = [len(rows), 1] if nested else [len(rows)]
    for column in metadata["inputs"]:
        name = column["name"]
        cells = [row[name] for row in rows]
        if column["datatype"] == "BYTES":
            # Bytes have no null: a missing cell is an empty text.
            texts = ["" if cell is None else str(cell) for cell in cells]
            values, datatype = np.array(texts, dtype=object), "BYTES"
        else:
            missing = [np.nan if cell is None else cell for cell in cells]
            values, datatype = np.array(missing, dtype=FLOATS[floats]), floats
        tensor = triton.InferInput(name, shape, datatype)
        tensor.set_data_from_numpy(values.reshape(shape), binary_data=binary)
        yield tensor


def infer(form):
    wanted = [output["name"] for output in metadata["outputs"]]
    outputs = {
        "default": None,
        "json": [triton.InferRequestedOutput(name, binary_data=False) for name in wanted],
        "binary": [triton.InferRequestedOutput(name, binary_data=True) for name in wanted],
    }[form["out"]]
    result = client.infer(
        model,
        list(tensors(form["binary"], form["floats"], form["nested"])),
        outputs=outputs,
        request_id="triton-1",
        request_compression_algorithm=form["packed"],
        response_compression_algorithm=form["packed"],
    )
    return {
        "id": result.get_response()["id"],
        "outputs": {
            name: [
                cell.decode() if isinstance(cell, bytes) else cell
                for cell in result.as_numpy(name).tolist()
            ]
            for name in wanted
        },
    }


def refusal(act):
    try:
        act()
    except triton.InferenceServerException as error:
        return f"{error.status()} {error.message()}"
    return "accepted"


forms = [
    dict(zip(["binary", "out", "packed", "floats", "nested"], choice))
    for choice in itertools.product(
        [True, False], ["default", "json", "binary"], [None, "gzip", "deflate"], FLOATS, [True, False]
    )
]
json.dump(
    {
        "is_live": client.is_server_live(),
        "is_ready": client.is_server_ready() and client.is_model_ready(model),
        "answers": [{**form, **infer(form)} for form in forms],
        "unknown_model": refusal(lambda: client.infer("nowhere", list(tensors(True, "FP64", False)))),
        "missing_column": refusal(lambda: client.infer(model, list(tensors(True, "FP64", False))[1:])),
    },
    sys.stdout,
)
