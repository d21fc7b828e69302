# Is this delivery's signature right? AGENTBOT_SECRET='whsec_…' ruby delivery.rb
{{imports}}

{{function}}

signature = {{signature}}
body = {{body}}
# It was signed a while ago, so any age will do here. In your service keep the five minutes.
valid = verify(signature, body, ENV.fetch("AGENTBOT_SECRET"), tolerance_seconds: Float::INFINITY)
puts valid ? "valid" : "invalid"
