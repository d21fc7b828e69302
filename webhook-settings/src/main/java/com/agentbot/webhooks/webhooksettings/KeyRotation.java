package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * {@code deploy/rotate-key}: seals every signing secret with the first of {@code SECRET_KEYS}, or says whether that is so.
 * Ends with 0 when it is, 1 when something is left to do, 2 when it was called or set up wrongly.
 */
public final class KeyRotation {
    private static final String USAGE = """
            Usage: deploy/rotate-key            seal every signing secret with the first key of SECRET_KEYS
                   deploy/rotate-key --check    say whether each is; exit code 0 when it is
                   deploy/rotate-key --new-key ID    print a fresh key
            DATABASE_URL, DATABASE_USER, DATABASE_PASSWORD and SECRET_KEYS are those of webhook-settings.""";

    /** For what is under way to be published. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(100);

    private final SecretCipher cipher;
    private final Resealing resealing;
    private final PrintStream out;

    private KeyRotation(SecretCipher cipher, Resealing resealing, PrintStream out) {
        this.cipher = cipher;
        this.resealing = resealing;
        this.out = out;
    }

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(List.of(arguments), new Environment(System.getenv()), System.out));
    }

    /** Does it; the exit code. */
    static int run(List<String> arguments, Environment environment, PrintStream out) throws InterruptedException {
        try {
            if (arguments.size() == 2 && arguments.getFirst().equals("--new-key")) {
                out.println(newKey(arguments.getLast()));
                return 0;
            }
            boolean checks = arguments.equals(List.of("--check"));
            if (!checks && !arguments.isEmpty()) {
                throw new StartFailure(USAGE);
            }
            return run(checks, environment, out);
        } catch (StartFailure e) {
            System.err.println(e.getMessage());
            return 2;
        }
    }

    private static String newKey(String id) throws StartFailure {
        String key = SecretCipher.newKey(id);
        try {
            SecretCipher.parse(key);
        } catch (IllegalArgumentException e) {
            throw new StartFailure("'" + id + "' cannot be a key's id: " + e.getMessage() + ".");
        }
        return key;
    }

    private static int run(boolean checks, Environment environment, PrintStream out)
            throws StartFailure, InterruptedException {
        Settings.Database settings = Settings.database(environment);
        String keys = Settings.secretKeys(environment);
        environment.check();
        SecretCipher cipher = SecretCipher.parse(keys);
        try (Connection session = new Database(settings).session()) {
            KeyRotation rotation = new KeyRotation(cipher, new Resealing(session, cipher), out);
            return checks ? rotation.check() : rotation.rotate();
        } catch (SQLException e) {
            throw new StartFailure("The database at DATABASE_URL did not do it: " + e.getMessage()
                    + " What was sealed until then stays sealed; begin again to go on.");
        }
    }

    private int rotate() throws SQLException, InterruptedException {
        if (cipher.keyIds().size() < 2) {
            out.println("SECRET_KEYS holds one key only, so that nothing sealed with another one can be opened.");
        }
        Resealing.Result result = resealing.run();
        out.println("Webhooks sealed anew with key '" + cipher.sealingKeyId() + "': " + result.webhooks()
                + ". All others were already.");
        result.unopened().forEach(sentence -> out.println("Left as it is: " + sentence + "."));
        if (!result.unopened().isEmpty()) {
            out.println("Put the keys that are missing behind the first one and begin again.");
            return 1;
        }
        if (!published()) {
            out.println(
                    "Not all of it is published yet: Kafka is away, or no webhook-settings runs. deploy/rotate-key --check"
                            + " says when it is.");
            return 1;
        }
        out.println("All of it is published. Left to do: deploy/rotate-key --check; then restart delivery-worker and"
                + " webhook-settings with SECRET_KEYS holding the first key only.");
        return 0;
    }

    /** It is the service that publishes, as any change. */
    private boolean published() throws SQLException, InterruptedException {
        long version = resealing.version();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (resealing.unpublished(version) > 0) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(POLL);
        }
        return true;
    }

    private int check() throws SQLException, InterruptedException {
        long otherwise = resealing.sealedOtherwise();
        if (otherwise > 0) {
            out.println("Webhooks with a secret that another key than '" + cipher.sealingKeyId() + "' has sealed: "
                    + otherwise + ".");
            return 1;
        }
        if (!published()) {
            out.println(
                    "Every secret is sealed with key '" + cipher.sealingKeyId() + "', but not all of it is published.");
            return 1;
        }
        out.println("Every secret is sealed with key '" + cipher.sealingKeyId() + "', and published so.");
        return 0;
    }
}
