# Is this delivery's signature right? AGENTBOT_SECRET='whsec_…' python3 delivery.py
{{imports}}
import os


{{function}}


signature = {{signature}}
body = {{body}}.encode()
# It was signed a while ago, so any age will do here. In your service keep the five minutes.
print("valid" if verify(signature, body, os.environ["AGENTBOT_SECRET"], float("inf")) else "invalid")
