import { IMPORTS, PYTHON_PARTS } from "./python-parts.js";
import type { Receiver } from "./receiver.js";

export const django: Receiver = {
  title: "Django",
  file: "playcamp_webhook.py",
  install: "pip install django uvicorn",
  start: "python3 playcamp_webhook.py",
  proof: "judged",
  text: `"""Takes PlayCamp's webhooks with Django. Yours to change: take_webhook goes into your own views."""
${IMPORTS}

from django.conf import settings
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

${PYTHON_PARTS}

# PlayCamp has no CSRF token: its signature says that it is PlayCamp.
@csrf_exempt
@require_POST
def take_webhook(request):
    # The bytes as they came: what is parsed could not be verified.
    # A header that comes twice is joined by a comma, which no signature has in this place.
    signature = request.headers.get("X-Webhook-Signature")
    status, reply = answer(request.body, [] if signature is None else [signature])
    return JsonResponse(reply, status=status)


urlpatterns = [path("__PATH__".lstrip("/"), take_webhook)]

if __name__ == "__main__":
    # Alone, to try it; in your project all of this is there already.
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1", "localhost"])
    import uvicorn
    from django.core.asgi import get_asgi_application

    uvicorn.run(get_asgi_application(), host="127.0.0.1", port=__PORT__, log_level="warning")
`,
};
