"""Score rows with KServe's client, with bytes and without; prints what each form answered."""

import asyncio
import json
import sys

import numpy as np
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig

given = json.load(sys.stdin)
model, rows, url = given["model"], given["rows"], f"http://{given['host']}"
# retries stay off: a refused request must be seen.
client = InferenceRESTClient(RESTConfig(protocol="v2", retries=0))


def request(binary, nested):
    shape = [len(rows), 1] if nested else [len(rows)]
    inputs = []
    for name in rows[0]:
        cells = [row[name] for row in rows]
        if any(isinstance(cell, str) for cell in cells):
            values = np.array(["" if cell is None else cell for cell in cells], dtype=object)
            datatype = "BYTES"
        else:
            values = np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
            datatype = "FP64"
        tensor = InferInput(name, shape, datatype)
        tensor.set_data_from_numpy(values.reshape(shape), binary_data=binary)
        inputs.append(tensor)
    return InferRequest(model, inputs, request_id="kserve-1")


async def main():
    answers = []
    for binary in [True, False]:
        for nested in [True, False]:
            response = await client.infer(url, request(binary, nested), model_name=model)
            outputs = {output.name: output.as_numpy().tolist() for output in response.outputs}
            answers.append({"binary": binary, "nested": nested, "id": response.id, "outputs": outputs})
    return {
        "is_ready": await client.is_server_ready(url) and await client.is_model_ready(url, model),
        "answers": answers,
    }


json.dump(asyncio.run(main()), sys.stdout)
