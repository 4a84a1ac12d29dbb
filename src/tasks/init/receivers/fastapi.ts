import { IMPORTS, PYTHON_PARTS } from "./python-parts.js";
import type { Receiver } from "./receiver.js";

export const fastapi: Receiver = {
  title: "FastAPI",
  file: "playcamp_webhook.py",
  install: "pip install fastapi uvicorn",
  start: "python3 playcamp_webhook.py",
  proof: "judged",
  text: `"""Takes PlayCamp's webhooks with FastAPI. Yours to change."""
${IMPORTS}

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

${PYTHON_PARTS}

app = FastAPI()


@app.post("__PATH__")
async def take_webhook(request: Request):
    # The bytes as they came: a body that FastAPI has parsed could not be verified.
    body = await request.body()
    status, reply = answer(body, request.headers.getlist("x-webhook-signature"))
    return JSONResponse(reply, status_code=status)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=__PORT__, log_level="warning")
`,
};
