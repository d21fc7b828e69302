package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/** What {@code deploy/rebuild-log} runs: says what there is to be done, begins it, and shows how far it is. */
public final class RebuildLog {
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** After so many looks without a step it asks whether anybody writes. */
    private static final int PATIENT_LOOKS = 15;

    private final LogRebuild rebuild;
    private final RebuildOptions options;
    private final PrintStream out;

    RebuildLog(LogRebuild rebuild, RebuildOptions options, PrintStream out) {
        this.rebuild = rebuild;
        this.options = options;
        this.out = out;
    }

    /** Exit code 0, or 2 when it cannot or must not be done, which is told in a sentence. */
    public static void main(String... arguments) throws InterruptedException {
        if (Arrays.asList(arguments).contains("--help")) {
            System.out.print(RebuildOptions.HELP);
            return;
        }
        try {
            run(arguments, System.getenv(), Path.of(System.getProperty("webhooks.home", ".")), System.out);
        } catch (StartFailure e) {
            System.err.println(e.getMessage());
            System.exit(2);
        } catch (DatabaseFailure | KafkaException e) {
            System.err.println("It broke off: " + e.getMessage());
            System.exit(2);
        }
    }

    static void run(String[] arguments, Map<String, String> variables, Path home, PrintStream out)
            throws StartFailure, InterruptedException {
        RebuildOptions options = RebuildOptions.parse(arguments);
        Environment environment = new Environment(options.settings(variables, home));
        Settings.Database place = Settings.database(environment);
        Duration retention = Settings.log(environment).retention();
        KafkaClients kafka = new KafkaClients(environment.kafka(KafkaClients.PROPERTIES));
        environment.check();
        Database database = new Database(place);
        database.start();
        try {
            new RebuildLog(new LogRebuild(database, kafka, retention, Clock.systemUTC()), options, out).run();
        } finally {
            database.stop();
        }
    }

    private void run() throws StartFailure, InterruptedException {
        LogRebuild.Held held = rebuild.held();
        refuseWhatMustNotBe(held);
        rebuild.begin(held);
        out.println("The delivery log is empty and is made anew from " + number(held.records())
                + " records of the attempts topic; what is delivered meanwhile follows.");
        if (options.waits()) {
            await(held);
        }
    }

    private void refuseWhatMustNotBe(LogRebuild.Held held) throws StartFailure {
        long replays = rebuild.runningReplays();
        if (replays > 0) {
            throw new StartFailure("Something is being sent again (" + replays + "): it needs the log to know what to"
                    + " send. Pause or cancel it, or wait until it is done.");
        }
        LogRebuild.Loss loss = rebuild.loss(held).orElse(null);
        if (loss != null && loss.days() > options.acceptedDays()) {
            throw new StartFailure("The log holds deliveries since " + Times.text(loss.from())
                    + ", but Kafka's attempts are complete only since " + Times.text(loss.until())
                    + ": what lies before would be lost. To lose it, give --accept-losing-days " + loss.days() + ".");
        }
    }

    private void await(LogRebuild.Held held) throws InterruptedException {
        LogReach reach = rebuild.reach();
        long before = 0;
        int idleLooks = 0;
        while (!reach.isThere()) {
            long written = rebuild.written(held);
            if (written != before) {
                out.println(number(written) + " of " + number(held.records()));
            }
            idleLooks = written == before ? idleLooks + 1 : 0;
            if (idleLooks == PATIENT_LOOKS) {
                out.println(
                        "Nothing is written at present: does webhook-settings run? It goes on by itself once it does.");
            }
            before = written;
            Thread.sleep(LOOK);
        }
        out.println("The delivery log has caught up.");
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
