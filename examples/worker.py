#!/usr/bin/env python3
"""A worker for MIGRator in Python's standard library alone, to start your own from.

It keeps to docs/workers.md: settings come from the environment, what it says goes to standard output
as one JSON object a line, what it is told comes on standard input, and it answers the Open Inference
Protocol on loopback. Its model is a softmax regression, really trained on MIGRATOR_DATA.
"""

import http.server
import json
import math
import os
import random
import struct
import sys
import threading
import time
import zlib

MOST_BODY_BYTES = 8 << 20
MOST_DISCARDED_BYTES = 64 << 20
MOST_BATCH = 1024
LARGEST_FILE = 256 << 20
EPOCHS = {"last-layer": 3, "all-layers": 6}  # The model has one layer: a choice is how long it learns.
RATE = 0.02


def setting(name, otherwise=None):
    value = os.environ.get("MIGRATOR_" + name, "").strip() or otherwise
    if value is None:
        raise Refused(f"MIGRATOR_{name} is not set.")
    return value


class Refused(Exception):
    """What was given cannot be used; says what was expected."""


class BadRequest(Exception):
    def __init__(self, why, status=400):
        super().__init__(why)
        self.status = status


# ---- What it says and is told --------------------------------------------------------------------

speaking = threading.Lock()
told = None  # The first order that was given.
ordered = threading.Event()


def say(**event):
    with speaking:
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()


def listen():
    global told
    for line in sys.stdin:
        word = line.strip()
        if word in ("stop", "checkpoint"):
            told = told or word
            ordered.set()
        elif word:
            print(f"told '{word}'; expected 'checkpoint' or 'stop'.", file=sys.stderr)
    os._exit(0)  # The daemon is gone.


# ---- The pace of the instance's share ------------------------------------------------------------


class Pacer:
    """Rests after computing, so that on average only the share of the emulated GPU is used."""

    def __init__(self):
        self.cores = share("COMPUTE") * share("WHOLE_CORES")

    def compute(self, work):
        wall, cpu = time.monotonic(), time.thread_time()
        result = work()
        until = wall + (time.thread_time() - cpu) / self.cores
        time.sleep(max(0.0, until - time.monotonic()))
        return result


def share(name):
    text = setting(name, "1")
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value <= 1:
        raise Refused(f"MIGRATOR_{name} is '{text}'; expected a number above 0 and up to 1.")
    return value


# ---- Examples: docs/streams.md -------------------------------------------------------------------


def read_examples(folder):
    names = sorted(n for n in os.listdir(folder) if n.endswith(".examples"))
    if not names:
        raise Refused(f"'{folder}' has no files that end in '.examples'.")
    shape, classes, examples = None, 0, []
    for name in names:
        dims, count_of_classes, some = read_file(os.path.join(folder, name))
        if shape not in (None, dims):
            raise Refused(f"'{name}' has shape {dims}; expected {shape} as before.")
        shape, classes = dims, max(classes, count_of_classes)
        examples += some
    return shape, classes, examples


def read_file(path):
    if os.path.getsize(path) > LARGEST_FILE:
        raise Refused(f"'{path}' is larger than {LARGEST_FILE} bytes.")
    with open(path, "rb") as file:
        data = file.read()
    if len(data) < 24 or data[:8] != b"MIGREXMP":
        raise Refused(f"'{path}' does not begin with MIGREXMP.")
    if struct.unpack_from("<I", data, len(data) - 4)[0] != zlib.crc32(data[:-4]):
        raise Refused(f"the checksum of '{path}' does not fit. Maybe it was cut off?")
    version, rank = struct.unpack_from("<II", data, 8)
    if version != 1 or not 1 <= rank <= 4:
        raise Refused(f"'{path}' is of version {version} and rank {rank}; expected 1, and 1 to 4.")
    *shape, classes, count = struct.unpack_from(f"<{rank + 2}I", data, 16)
    record = struct.Struct(f"<I{math.prod(shape)}f")
    begin = 16 + 4 * (rank + 2)
    if len(data) - 4 - begin != count * record.size:
        raise Refused(f"'{path}' does not hold {count} examples of shape {shape}.")
    records = record.iter_unpack(data[begin:-4])
    return shape, classes, [(values[1:], values[0]) for values in records]


# ---- The model -----------------------------------------------------------------------------------


class Model:
    """Scores are rows of weights times the input; each row ends in its bias."""

    def __init__(self, shape, rows):
        self.shape, self.rows = shape, rows

    @staticmethod
    def fresh(shape, classes):
        return Model(shape, [[0.0] * (math.prod(shape) + 1) for _ in range(classes)])

    @staticmethod
    def read(path):
        try:
            with open(path, encoding="utf-8") as file:
                saved = json.load(file)
            size = math.prod(saved["shape"]) + 1
            rows = [[float(v) for v in row] for row in saved["rows"]]
            if len(rows) < 2 or any(len(row) != size for row in rows):
                raise ValueError("its rows are not of one size")
            if not all(math.isfinite(v) for row in rows for v in row):
                raise ValueError("a number in it is not finite")
            return Model([int(d) for d in saved["shape"]], rows)
        except (OSError, ValueError, KeyError, TypeError) as e:
            raise Refused(f"cannot use the weights '{path}': {e!r}.") from e

    def saved(self):
        return {"shape": self.shape, "rows": self.rows}

    def probabilities(self, values):
        scores = [math.fsum(map(float.__mul__, row, values)) + row[-1] for row in self.rows]
        top = max(scores)
        powers = [math.exp(score - top) for score in scores]
        total = sum(powers)
        return [power / total for power in powers]

    def learn(self, values, label):
        said = self.probabilities(values)
        for index, row in enumerate(self.rows):
            step = RATE * ((index == label) - said[index])
            for i, value in enumerate(values):
                row[i] += step * value
            row[-1] += step
        return -math.log(max(said[label], 1e-12))

    def accuracy(self, examples):
        right = 0
        for values, label in examples:
            said = self.probabilities(values)
            right += said.index(max(said)) == label
        return right / len(examples)


def write_whole(path, content):
    """Under another name first, then renamed: nobody sees half a file."""
    with open(path + ".unfinished", "w", encoding="utf-8") as file:
        json.dump(content, file)
    os.replace(path + ".unfinished", path)


# ---- Retraining ----------------------------------------------------------------------------------


def retrain():
    choice, seed, pacer = setting("CHOICE"), int(setting("SEED", "0")), Pacer()
    if choice not in EPOCHS:
        raise Refused(f"MIGRATOR_CHOICE is '{choice}'; expected one of {sorted(EPOCHS)}.")
    epochs = int(setting("EPOCHS", str(EPOCHS[choice])))
    shape, classes, examples = read_examples(setting("DATA"))
    held_out = examples[4::5]
    learned = [example for i, example in enumerate(examples) if i % 5 != 4]
    if not held_out:
        raise Refused(f"there are {len(examples)} examples; expected at least 5.")
    model, first = beginning(shape, classes)
    output = setting("OUTPUT")
    os.makedirs(output, exist_ok=True)
    say(event="ready")
    begun, accuracy = time.monotonic(), None
    for epoch in range(first, epochs):
        order = learned[:]
        random.Random(31 * seed + epoch).shuffle(order)
        kept, loss = [row[:] for row in model.rows], 0.0
        for batch in range(0, len(order), 16):
            if told == "stop":
                return
            if told == "checkpoint":  # The epoch is begun again, with what was there before it.
                path = os.path.join(os.path.abspath(output), "checkpoint")
                write_whole(path, {"shape": shape, "rows": kept, "epoch": epoch})
                say(event="checkpoint", path=path, done=epoch, of=epochs)
                return
            some = order[batch : batch + 16]
            loss += pacer.compute(lambda: sum(model.learn(*example) for example in some))
        accuracy = pacer.compute(lambda: model.accuracy(held_out))
        each = (time.monotonic() - begun) / (epoch + 1 - first)
        say(
            event="progress",
            done=epoch + 1,
            of=epochs,
            remainingSeconds=round(each * (epochs - epoch - 1), 3),
            loss=loss / len(order),
            accuracy=accuracy,
        )
    weights = os.path.join(os.path.abspath(output), "weights")
    write_whole(weights, model.saved())
    say(event="done", weights=weights, accuracy=model.accuracy(held_out))


def beginning(shape, classes):
    """The model to go on with, and the epoch to go on at."""
    path, epoch = setting("CHECKPOINT", ""), 0
    if path:
        with open(path, encoding="utf-8") as file:
            epoch = int(json.load(file)["epoch"])
    path = path or setting("WEIGHTS", "")
    model = Model.read(path) if path else Model.fresh(shape, classes)
    if model.shape != shape or len(model.rows) < classes:
        raise Refused(f"the weights are for inputs of {model.shape}; expected {shape}.")
    return model, epoch


# ---- Serving -------------------------------------------------------------------------------------


class Service:
    """One model and its version; one request at a time."""

    def __init__(self):
        self.tenant = setting("TENANT")
        self.pacer = Pacer()
        self.alone = threading.Lock()
        self.version = setting("VERSION", "0")
        weights = setting("WEIGHTS", "")
        shape = json.loads(setting("SHAPE", "[32]"))  # Of this worker alone: its untaught model's.
        self.model = Model.read(weights) if weights else Model.fresh(shape, 10)

    def metadata(self):
        model = self.model
        return {
            "name": self.tenant,
            "versions": [self.version],
            "platform": "python",
            "inputs": [{"name": "input", "datatype": "FP32", "shape": [-1, *model.shape]}],
            "outputs": [
                {"name": "probabilities", "datatype": "FP32", "shape": [-1, len(model.rows)]},
                {"name": "label", "datatype": "INT64", "shape": [-1]},
            ],
        }

    def infer(self, request):
        with self.alone:
            model, version = self.model, self.version
            inputs = checked(request, model.shape)
            said = self.pacer.compute(lambda: [model.probabilities(values) for values in inputs])
        count, classes = len(said), len(model.rows)
        answer = {
            "model_name": self.tenant,
            "model_version": version,
            "outputs": [
                tensor("probabilities", "FP32", [count, classes], [p for row in said for p in row]),
                tensor("label", "INT64", [count], [row.index(max(row)) for row in said]),
            ],
        }
        return answer | ({"id": request["id"]} if "id" in request else {})

    def load(self, request):
        parameters = request.get("parameters")
        if not isinstance(parameters, dict):
            raise BadRequest("parameters are missing.")
        weights, version = parameters.get("weights"), parameters.get("version")
        if not (isinstance(weights, str) and weights and isinstance(version, str) and version):
            raise BadRequest("expected the parameters 'weights' and 'version', texts both.")
        model = Model.read(weights)
        if model.shape != self.model.shape:
            raise BadRequest(f"the weights are for {model.shape}; expected {self.model.shape}.")
        with self.alone:
            self.model, self.version = model, version
        return {}


def tensor(name, datatype, shape, data):
    return {"name": name, "datatype": datatype, "shape": shape, "data": data}


def checked(request, shape):
    inputs = request.get("inputs")
    if not isinstance(inputs, list) or len(inputs) != 1 or not isinstance(inputs[0], dict):
        raise BadRequest("expected inputs of one tensor.")
    given = inputs[0]
    if given.get("name") != "input" or given.get("datatype") != "FP32":
        raise BadRequest("expected a tensor 'input' of datatype FP32.")
    said, data = given.get("shape"), given.get("data")
    whole = isinstance(said, list) and all(type(d) is int for d in said)
    if not whole or said[1:] != shape or not 1 <= said[0] <= MOST_BATCH:
        raise BadRequest(f"shape is {said}; expected a batch of 1 to {MOST_BATCH}, then {shape}.")
    flat = flattened(data, said)
    size = math.prod(shape)
    return [flat[i : i + size] for i in range(0, len(flat), size)]


def flattened(data, shape):
    """The numbers of a tensor, given flat or nested as its shape is."""
    if isinstance(data, list) and len(data) == shape[0] and isinstance(data[0], list):
        return [v for row in data for v in flattened(row, shape[1:] or [0])]
    if not isinstance(data, list) or len(data) != math.prod(shape):
        raise BadRequest(f"expected {math.prod(shape)} values of data for shape {shape}.")
    if not all(type(v) in (int, float) and abs(v) < 3.4e38 for v in data):
        raise BadRequest("expected data of finite numbers.")
    return [float(v) for v in data]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30  # Of a caller who sends nothing.
    disable_nagle_algorithm = True
    service = None

    def do_GET(self):
        model = "/v2/models/" + self.service.tenant
        if self.path in ("/v2/health/live", "/v2/health/ready", model + "/ready"):
            self.answer(200, {})
        elif self.path == model:
            self.answer(200, self.service.metadata())
        else:
            self.answer(404, {"error": f"nothing is at '{self.path}'."})

    def do_POST(self):
        tenant = self.service.tenant
        try:
            request = self.request_body()
            if self.path == f"/v2/models/{tenant}/infer":
                self.answer(200, self.service.infer(request))
            elif self.path == f"/v2/repository/models/{tenant}/load":
                self.answer(200, self.service.load(request))
            else:
                self.answer(404, {"error": f"nothing is at '{self.path}'."})
        except BadRequest as e:
            self.answer(e.status, {"error": str(e)})
        except Refused as e:
            self.answer(400, {"error": str(e)})
        except Exception as e:  # Whatever it is, the caller is told, and the worker serves on.
            self.answer(500, {"error": repr(e)})

    def request_body(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdigit():
            self.close_connection = True
            raise BadRequest("Content-Length is missing.")
        if int(length) > MOST_BODY_BYTES:
            self.close_connection = True
            left = min(int(length), MOST_DISCARDED_BYTES)
            while left > 0 and (read := self.rfile.read(min(left, 1 << 16))):
                left -= len(read)
            raise BadRequest(f"the body has more than {MOST_BODY_BYTES} bytes.", 413)
        try:
            body = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError) as e:
            raise BadRequest(f"the body is no JSON: {e!r}.") from e
        if not isinstance(body, dict):
            raise BadRequest("the body is no JSON object.")
        return body

    def answer(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def serve():
    Handler.service = Service()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    say(event="ready", port=server.server_address[1])
    ordered.wait()
    server.shutdown()
    with Handler.service.alone:  # What has begun is computed; a moment to send it.
        time.sleep(0.1)


def main():
    threading.Thread(target=listen, daemon=True).start()
    try:
        task = setting("TASK")
        if task not in ("infer", "retrain"):
            raise Refused(f"MIGRATOR_TASK is '{task}'; expected 'infer' or 'retrain'.")
        serve() if task == "infer" else retrain()
    except (Refused, OSError, ValueError) as e:
        say(event="failed", reason=str(e))
        return 2
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)
