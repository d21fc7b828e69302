import hashlib
import hmac
import re
import time


def verify(header, raw_body, secret, tolerance_seconds=300):
    """Whether a POST is from Agentbot.

    header: X-Agentbot-Signature, "t=123,v1=hash", with two v1 while the secret is being rotated
    raw_body: the body as it came, in bytes: request.get_data() in Flask, request.body in Django
    """
    parts = [part.strip().partition("=") for part in (header or "").split(",")]
    t = next((value for key, _, value in parts if key == "t"), "")
    if not re.fullmatch("[0-9]{1,12}", t) or abs(time.time() - int(t)) > tolerance_seconds:
        return False
    expected = hmac.new(secret.encode(), f"{t}.".encode() + raw_body, hashlib.sha256).hexdigest()
    given = [value.encode(errors="replace") for key, _, value in parts if key == "v1"]
    return any(hmac.compare_digest(v1, expected.encode()) for v1 in given)
