// Is this delivery's signature right? AGENTBOT_SECRET='whsec_…' node delivery.mjs
{{imports}}

{{function}}

const req = {
  headers: { 'x-agentbot-signature': {{signature}} },
  body: JSON.parse({{body}}), // as express.json() hands it over
};
console.log(verify(req) ? 'valid' : 'invalid');
