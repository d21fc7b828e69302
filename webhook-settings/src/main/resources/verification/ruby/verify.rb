require "openssl"

# Whether a POST is from Agentbot.
#
# header: X-Agentbot-Signature, "t=123,v1=hash", with two v1 while the secret is being rotated
# raw_body: the body as it came, not parsed: request.raw_post in Rails, request.body.read in Rack
def verify(header, raw_body, secret, tolerance_seconds: 300)
  parts = header.to_s.b.split(",").map { |part| part.strip.split("=", 2) }
  t = parts.assoc("t").to_a[1].to_s
  return false unless t.match?(/\A[0-9]{1,12}\z/) && (Time.now.to_i - t.to_i).abs <= tolerance_seconds

  expected = OpenSSL::HMAC.hexdigest("SHA256", secret, "#{t}.".b + raw_body.b)
  parts.any? { |key, v1| key == "v1" && OpenSSL.secure_compare(v1.to_s, expected) }
end
