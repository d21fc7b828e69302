class Main {
    public static void main(String[] arguments) throws Exception {
        java.util.Base64.Decoder base64 = java.util.Base64.getDecoder();
        for (String line : new String(System.in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
            String[] words = line.split(" ");
            try {
                String header = words[0].equals("-") ? null : new String(base64.decode(words[0]), StandardCharsets.UTF_8);
                String secret = new String(base64.decode(words[2]), StandardCharsets.UTF_8);
                boolean valid = AgentbotSignature.verify(
                        header, base64.decode(words[1]), secret, AgentbotSignature.TOLERANCE);
                System.out.println(valid ? "valid" : "invalid");
            } catch (RuntimeException e) {
                System.out.println("threw " + e);
            }
        }
    }
}
