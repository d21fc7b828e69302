// Is this delivery's signature right? AGENTBOT_SECRET='whsec_…' node delivery.mjs
{{imports}}

{{function}}

const signature = {{signature}};
const body = {{body}};
// It was signed a while ago, so any age will do here. In your service keep the five minutes.
console.log(verify(signature, body, process.env.AGENTBOT_SECRET, Infinity) ? 'valid' : 'invalid');
