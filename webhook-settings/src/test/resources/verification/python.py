import base64
import sys

for line in sys.stdin.read().split("\n")[:-1]:
    header, body, secret = line.split(" ")
    try:
        given = None if header == "-" else base64.b64decode(header).decode()
        print("valid" if verify(given, base64.b64decode(body), base64.b64decode(secret).decode()) else "invalid")
    except Exception as e:
        print("threw", repr(e))
