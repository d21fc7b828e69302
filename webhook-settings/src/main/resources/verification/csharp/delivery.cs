// Is this delivery's signature right? AGENTBOT_SECRET='whsec_…' dotnet run, with this as Program.cs
{{imports}}

{{function}}

static class Delivery
{
    static void Main()
    {
        var signature = {{signature}};
        var body = {{body}};
        var secret = Environment.GetEnvironmentVariable("AGENTBOT_SECRET") ?? "";
        // It was signed a while ago, so any age will do here. In your service keep the five minutes.
        var valid = AgentbotSignature.Verify(signature, Encoding.UTF8.GetBytes(body), secret, long.MaxValue);
        Console.WriteLine(valid ? "valid" : "invalid");
    }
}
