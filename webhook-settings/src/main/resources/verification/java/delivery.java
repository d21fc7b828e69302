// Is this delivery's signature right? AGENTBOT_SECRET='whsec_…' java Delivery.java
{{imports}}

class Delivery {
    public static void main(String[] arguments) {
        String secret = java.util.Objects.requireNonNull(System.getenv("AGENTBOT_SECRET"), "AGENTBOT_SECRET is not set");
        String signature = {{signature}};
        String body = {{body}};
        // It was signed a while ago, so any age will do here. In your service keep the five minutes.
        Duration anyAge = Duration.ofSeconds(Long.MAX_VALUE);
        boolean valid =
                AgentbotSignature.verify(signature, body.getBytes(StandardCharsets.UTF_8), secret, anyAge);
        System.out.println(valid ? "valid" : "invalid");
    }
}

{{function}}
