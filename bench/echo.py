"""What Flask costs when it does nothing: reads JSON, answers it."""

from flask import Flask, Response, jsonify, request

app = Flask(__name__)


@app.get("/")
def ready() -> str:
    return "ready"


@app.post("/echo")
def echo() -> Response:
    return jsonify(request.get_json())
