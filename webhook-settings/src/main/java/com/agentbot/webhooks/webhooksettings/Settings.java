package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.topic.TopicNeed;
import com.agentbot.webhooks.schemas.webhook.AddressPolicy;
import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.StartFailure;
import com.agentbot.webhooks.servicekit.WebServer;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that can be set, read once at start.
 *
 * @param jwt whose JWTs are taken; null for nobody's
 * @param kafka properties for every Kafka client
 * @param cipher seals signing secrets
 * @param bootstrapToken a token for all sites that is to exist; null for none
 * @param stopWait how long each part may take to end in good order
 */
record Settings(
        WebServer.Binding http,
        Database database,
        Outbox outbox,
        Log log,
        HealthRules health,
        Bodies bodies,
        Replays replays,
        Rules rules,
        UrlChecks urlChecks,
        Sessions sessions,
        Limits limits,
        @Nullable JwtTrust jwt,
        FrameAncestors frameAncestors,
        Map<String, String> kafka,
        SecretCipher cipher,
        @Nullable String bootstrapToken,
        Duration stopWait) {

    /** The shortest token that nobody guesses. */
    private static final int TOKEN_CHARACTERS = 16;

    /**
     * The database.
     *
     * @param connections at most so many at once
     * @param patience how long a request waits for a connection
     * @param statementWait how long a connection may be silent while it owes an answer
     * @param startWait how long a start waits for the database to be there
     */
    record Database(
            String url,
            String user,
            String password,
            int connections,
            Duration patience,
            Duration statementWait,
            Duration startWait) {}

    /**
     * The way of a change to the pipeline.
     *
     * @param poll how often changes of other instances are looked for
     * @param batch at most so many changes in one Kafka transaction
     * @param retry the pause after a failure
     * @param publishWait how long an answer to a change waits for its publication
     * @param settleTime how long it then waits for the readers
     */
    record Outbox(Duration poll, int batch, Duration retry, Duration publishWait, Duration settleTime) {}

    /**
     * The delivery log.
     *
     * @param retention how long a delivery is kept, counted from its event
     * @param batch at most so many attempts in one database transaction
     * @param retry the pause after a failure
     * @param upkeep how often partitions are made ahead and old ones dropped
     * @param outage that the topics it is made from must keep records through
     */
    record Log(Duration retention, int batch, Duration retry, Duration upkeep, Duration outage) {}

    /**
     * Bodies read back from Kafka.
     *
     * @param readers at most so many at once
     * @param patience how long one may take, the wait for a reader included
     */
    record Bodies(int readers, Duration patience) {}

    /**
     * What is sent again.
     *
     * @param perSecond deliveries of one replay a second, where nothing else is asked for
     * @param perSecondAtMost the most that can be asked for
     * @param retry the pause after a failure
     */
    record Replays(int perSecond, int perSecondAtMost, Duration retry) {}

    /**
     * What customers may set up.
     *
     * @param webhooksPerSite at most so many
     * @param testsPerMinute at most so many test events a site
     * @param resendsPerMinute at most so many deliveries sent again by hand a site
     * @param maxBodyBytes the largest body to POST
     */
    record Rules(
            boolean allowHttp,
            AddressPolicy addresses,
            int webhooksPerSite,
            int testsPerMinute,
            int resendsPerMinute,
            int maxBodyBytes) {}

    /**
     * URLs judged while they are typed.
     *
     * @param lookups names looked up at once
     * @param patience how long one may take
     */
    record UrlChecks(int lookups, Duration patience) {}

    /**
     * Sessions of the page.
     *
     * @param length after which one has to sign in again
     */
    record Sessions(Duration length) {}

    /**
     * Reads all settings.
     *
     * @throws StartFailure naming each one that is wrong
     */
    static Settings read(Environment environment) throws StartFailure {
        WebServer.Binding http = http(environment);
        Database database = database(environment);
        Outbox outbox = outbox(environment);
        Log log = log(environment);
        HealthRules health = health(environment);
        Bodies bodies = bodies(environment);
        Replays replays = replays(environment);
        Rules rules = rules(environment);
        UrlChecks urlChecks = new UrlChecks(
                environment.number(
                        "URL_CHECK_LOOKUPS", 4, 1, 64, "Most names of URLs looked up at once while they are typed."),
                environment.duration("URL_CHECK_WAIT", "2s", "How long such a lookup may take."));
        Sessions sessions = new Sessions(environment.duration(
                "SETTINGS_SESSION_LENGTH",
                "12h",
                "How long one stays signed in on the page before the token is asked again."));
        Limits limits = Limits.read(environment);
        JwtTrust jwt = JwtTrust.read(environment);
        FrameAncestors frameAncestors = environment.parsed(
                "FRAME_ANCESTORS",
                "",
                "Whose pages may show the settings page in a frame: origins such as https://app.example.com,"
                        + " comma-separated; none for nobody's.",
                FrameAncestors::parse);
        Map<String, String> kafka = environment.kafka(KafkaClients.PROPERTIES);
        String keys = secretKeys(environment);
        String token = bootstrapToken(environment);
        Duration stopWait = environment.duration(
                "SETTINGS_STOP_WAIT",
                "10s",
                "How long each part may take to end in good order before it is interrupted.");
        environment.check();
        return new Settings(
                http,
                database,
                outbox,
                log,
                health,
                bodies,
                replays,
                rules,
                urlChecks,
                sessions,
                limits,
                jwt,
                frameAncestors,
                kafka,
                SecretCipher.parse(keys),
                token,
                stopWait);
    }

    private static WebServer.Binding http(Environment environment) {
        return new WebServer.Binding(
                "SETTINGS_PORT",
                environment.text("HOST", "0.0.0.0", "The address that the service's ports listen on."),
                environment.port("SETTINGS_PORT", 8080, "Port of the settings page and the API."),
                environment.bytes("SETTINGS_BODY_BYTES", "64KiB", "The largest request body; beyond it 413."),
                environment.duration("SETTINGS_IDLE", "30s", "How long an HTTP connection may be silent."));
    }

    static Database database(Environment environment) {
        return new Database(
                environment.parsed(
                        "DATABASE_URL",
                        "jdbc:postgresql://127.0.0.1:5432/webhooks",
                        "Where PostgreSQL is: a JDBC URL without user and password.",
                        Settings::jdbcUrl),
                environment.text("DATABASE_USER", "webhooks", "The user to connect to PostgreSQL as."),
                environment.text("DATABASE_PASSWORD", "", "That user's password."),
                environment.number("DATABASE_CONNECTIONS", 10, 2, 200, "Most connections to PostgreSQL at once."),
                environment.duration(
                        "DATABASE_WAIT", "3s", "How long a request waits for a database connection; then 503."),
                environment.duration(
                        "DATABASE_STATEMENT_WAIT", "30s", "How long a database connection may owe an answer."),
                environment.duration(
                        "DATABASE_START_WAIT", "60s", "How long a start waits for the database to be there."));
    }

    private static String jdbcUrl(String text) {
        try {
            // The driver takes it apart and says no where it cannot.
            DriverManager.getDriver(text);
        } catch (SQLException e) {
            throw new IllegalArgumentException(
                    "it must be a JDBC URL such as jdbc:postgresql://127.0.0.1:5432/webhooks", e);
        }
        return text;
    }

    private static Outbox outbox(Environment environment) {
        return new Outbox(
                environment.duration("OUTBOX_POLL", "200ms", "How often changes of other instances are looked for."),
                environment.number("OUTBOX_BATCH", 500, 1, 10_000, "Most changes in one Kafka transaction."),
                environment.duration("OUTBOX_RETRY", "1s", "The pause after changes could not be published."),
                environment.duration(
                        "PUBLISH_WAIT", "5s", "How long an answer to a change waits until the change is published."),
                environment.duration(
                        "SETTLE_TIME", "100ms", "How long it then waits for the pipeline to read the change."));
    }

    static Log log(Environment environment) {
        return new Log(
                environment.duration("LOG_RETENTION", "30d", "How long the delivery log keeps a delivery."),
                environment.number("LOG_BATCH", 5_000, 1, 50_000, "Most attempts in one database transaction."),
                environment.duration("LOG_RETRY", "1s", "The pause after the delivery log could not be written."),
                environment.duration(
                        "LOG_UPKEEP", "10m", "How often the log's daily partitions are made ahead and dropped."),
                environment.duration(TopicNeed.OUTAGE, TopicNeed.OUTAGE_BY_DEFAULT, TopicNeed.OUTAGE_MEANING));
    }

    private static HealthRules health(Environment environment) {
        return new HealthRules(
                environment.duration(
                        "HEALTH_TELL_AFTER", "1d", "How long nothing but failures until webhook.failing is told."),
                environment.duration(
                        "HEALTH_DISABLE_AFTER", "5d", "How long nothing but failures until a webhook is switched off."),
                environment.number(
                        "HEALTH_ATTEMPTS",
                        20,
                        1,
                        1_000_000,
                        "Least attempts that must have failed since, before either happens."),
                environment.duration(
                        "HEALTH_DELAY",
                        "15m",
                        "How far behind the delivery log may be when it judges: what came since may not be known yet."));
    }

    private static Bodies bodies(Environment environment) {
        return new Bodies(
                environment.number("BODY_READERS", 4, 1, 64, "Most delivery bodies read from Kafka at once."),
                environment.duration("BODY_WAIT", "5s", "How long reading a delivery's body from Kafka may take."));
    }

    private static Replays replays(Environment environment) {
        return new Replays(
                environment.number(
                        "REPLAY_PER_SECOND",
                        100,
                        1,
                        100_000,
                        "Deliveries that one replay hands on a second, where nothing else is asked for."),
                environment.number(
                        "REPLAY_PER_SECOND_AT_MOST",
                        1_000,
                        1,
                        100_000,
                        "The most deliveries a second that can be asked for of a replay."),
                environment.duration("REPLAY_RETRY", "1s", "The pause after nothing could be sent again."));
    }

    private static Rules rules(Environment environment) {
        return new Rules(
                environment.flag("ALLOW_HTTP", false, "Whether webhook URLs may begin with http://."),
                environment.parsed(
                        "ALLOWED_ADDRESSES",
                        "",
                        "Special-purpose addresses that may be delivered to all the same: CIDRs, comma-separated.",
                        text -> AddressPolicy.parse(text, List.of())),
                environment.number("WEBHOOKS_PER_SITE", 100, 1, 10_000, "Most webhooks of one site."),
                environment.number("TESTS_PER_MINUTE", 60, 1, 10_000, "Most test events of one site a minute."),
                environment.number(
                        "RESENDS_PER_MINUTE",
                        600,
                        1,
                        100_000,
                        "Most deliveries of one site sent again by hand a minute."),
                environment.bytes("MAX_BODY_BYTES", "100KiB", "The largest body to POST."));
    }

    static String secretKeys(Environment environment) {
        String keys = environment.required(
                "SECRET_KEYS",
                "The keys that seal signing secrets, id:base64 of 32 bytes, comma-separated; the first one seals.");
        try {
            if (!keys.isEmpty()) {
                SecretCipher.parse(keys);
            }
        } catch (IllegalArgumentException e) {
            environment.problem("SECRET_KEYS is wrong: " + e.getMessage());
        }
        return keys;
    }

    private static @Nullable String bootstrapToken(Environment environment) {
        String token = environment.optional(
                "BOOTSTRAP_TOKEN", "A token for all sites that is to exist, of at least 16 characters.");
        if (token != null && (token.length() < TOKEN_CHARACTERS || token.length() > Tokens.MAX_CHARACTERS)) {
            environment.problem("BOOTSTRAP_TOKEN is wrong: it must have from " + TOKEN_CHARACTERS + " to "
                    + Tokens.MAX_CHARACTERS + " characters");
        }
        return token;
    }
}
