using System;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

static class AgentbotSignature
{
    /// <summary>Whether a POST is from Agentbot.</summary>
    /// <param name="header">X-Agentbot-Signature: "t=123,v1=hash", with two v1 while the secret is being rotated</param>
    /// <param name="rawBody">the body as it came, not parsed</param>
    public static bool Verify(string header, byte[] rawBody, string secret, long toleranceSeconds = 300)
    {
        var parts = (header ?? "").Split(',').Select(part => part.Trim().Split(new[] { '=' }, 2)).ToList();
        var t = parts.Where(part => part[0] == "t").Select(part => part.Last()).FirstOrDefault();
        if (!long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - seconds) > toleranceSeconds)
        {
            return false;
        }
        using (var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secret)))
        {
            var hash = hmac.ComputeHash(Encoding.ASCII.GetBytes(t + ".").Concat(rawBody).ToArray());
            var expected = Encoding.ASCII.GetBytes(BitConverter.ToString(hash).Replace("-", "").ToLowerInvariant());
            return parts.Any(part => part[0] == "v1"
                && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(part.Last()), expected));
        }
    }
}
