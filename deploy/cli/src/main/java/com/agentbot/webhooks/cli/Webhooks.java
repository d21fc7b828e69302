package com.agentbot.webhooks.cli;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command, what all its subcommands share, and how each of them ends. */
@Command(
        name = "webhooks",
        synopsisSubcommandLabel = "COMMAND",
        description = "Webhooks, their deliveries, and what is sent again.",
        descriptionHeading = "%n",
        optionListHeading = "%nOptions, with every command:%n",
        commandListHeading = "%nCommands (each tells more by COMMAND --help):%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Done.",
            "1:The API said no, or what was waited for failed; standard error says why.",
            "2:The command was not written right.",
            "3:The API cannot be reached."
        },
        footerHeading = "%n",
        footer = "Bash completion: source <(deploy/webhooks generate-completion)",
        subcommands = {
            WebhookCommands.Create.class,
            WebhookCommands.Listing.class,
            WebhookCommands.Show.class,
            WebhookCommands.Edit.class,
            WebhookCommands.Enable.class,
            WebhookCommands.Disable.class,
            WebhookCommands.Delete.class,
            WebhookCommands.Rotate.class,
            WebhookCommands.Finish.class,
            DeliveryCommands.Test.class,
            DeliveryCommands.Deliveries.class,
            DeliveryCommands.Delivery.class,
            DeliveryCommands.Resend.class,
            ReplayCommands.Replay.class,
            ReplayCommands.Replays.class,
            ReplayCommands.DeadLetters.class,
            ReplayCommands.Redrive.class,
            TokenCommands.Tokens.class,
            EventTypeCommand.class,
            ListenCommand.class,
            AutoComplete.GenerateCompletion.class
        })
final class Webhooks implements Runnable {
    private final Terminal terminal;
    private final Stop stop;
    private final Map<String, String> environment;
    private final Path upJson;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            paramLabel = "ADDRESS",
            description = "Where the API is; else WEBHOOKS_URL, else a running deploy/up.")
    @Nullable
    String url;

    @Option(
            names = "--token",
            scope = ScopeType.INHERIT,
            paramLabel = "TOKEN",
            description = "Lets us in; else WEBHOOKS_TOKEN, which other users of the machine do not see.")
    @Nullable
    String token;

    @Option(
            names = "--site",
            scope = ScopeType.INHERIT,
            paramLabel = "SITE",
            description = "Whose webhooks; else WEBHOOKS_SITE, else the token's own site.")
    @Nullable
    String site;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Answer in JSON, for scripts.")
    boolean json;

    Webhooks(Terminal terminal, Stop stop, Map<String, String> environment, Path upJson) {
        this.terminal = terminal;
        this.stop = stop;
        this.environment = environment;
        this.upJson = upJson;
    }

    public static void main(String[] arguments) {
        int columns = Integer.getInteger("webhooks.columns", Terminal.NO_TERMINAL);
        boolean colours = columns != Terminal.NO_TERMINAL
                && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
        Terminal terminal = new Terminal(
                new PrintWriter(System.out, false, StandardCharsets.UTF_8),
                new PrintWriter(System.err, false, StandardCharsets.UTF_8),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                columns,
                colours);
        Stop stop = new Stop();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> endOnSignal(stop)));
        Path home = Path.of(System.getProperty("webhooks.home", ""));
        int code = new Webhooks(
                        terminal, stop, System.getenv(), home.resolve("data").resolve("up.json"))
                .run(arguments);
        stop.done();
        System.exit(code);
    }

    /** What was asked to end by Ctrl-C and did so has done well. */
    private static void endOnSignal(Stop stop) {
        try {
            if (stop.endsInGoodOrder()) {
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does what the arguments say; the exit code. */
    int run(String... arguments) {
        CommandLine all = new CommandLine(this)
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setUsageHelpAutoWidth(false)
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        terminal.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler((wrong, given) -> misused(wrong))
                .setExecutionExceptionHandler((thrown, command, parsed) -> failed(thrown));
        return all.execute(arguments);
    }

    private int misused(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        terminal.note(String.valueOf(wrong.getMessage()));
        CommandLine.UnmatchedArgumentException.printSuggestions(wrong, terminal.err());
        terminal.note("deploy/" + command.getCommandSpec().qualifiedName() + " --help tells more.");
        return Failure.USAGE;
    }

    private int failed(Exception thrown) throws Exception {
        if (thrown instanceof Failure failure) {
            terminal.note(String.valueOf(failure.getMessage()));
            return failure.exitCode();
        }
        throw thrown;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do.");
    }

    Terminal terminal() {
        return terminal;
    }

    Stop stop() {
        return stop;
    }

    Api api() {
        return new Api(Place.of(url, token, environment, upJson));
    }

    /** The site that was named, else the token's own. */
    String site(Api api) throws InterruptedException {
        String named = site == null ? environment.get("WEBHOOKS_SITE") : site;
        if (named != null && !named.isBlank()) {
            return named;
        }
        String own = api.get("/session").json().path("site_id").textValue();
        if (own == null) {
            throw Failure.usage("The token is good for all sites: say which by --site or WEBHOOKS_SITE.");
        }
        return own;
    }
}
