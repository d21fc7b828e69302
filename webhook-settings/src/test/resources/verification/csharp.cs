static class Harness
{
    static void Main()
    {
        string line;
        while ((line = Console.ReadLine()) != null)
        {
            var words = line.Split(' ');
            try
            {
                var header = words[0] == "-" ? null : Encoding.UTF8.GetString(Convert.FromBase64String(words[0]));
                var secret = Encoding.UTF8.GetString(Convert.FromBase64String(words[2]));
                var valid = AgentbotSignature.Verify(header, Convert.FromBase64String(words[1]), secret);
                Console.WriteLine(valid ? "valid" : "invalid");
            }
            catch (Exception e)
            {
                Console.WriteLine("threw " + e.Message);
            }
        }
    }
}
