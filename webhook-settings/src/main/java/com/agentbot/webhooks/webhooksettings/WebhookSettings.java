package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.EventType;
import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.Loop;
import com.agentbot.webhooks.servicekit.Service;
import com.agentbot.webhooks.servicekit.ServiceMain;
import com.agentbot.webhooks.servicekit.StartFailure;
import com.agentbot.webhooks.servicekit.WebServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;

/** The settings service: its parts, in the order in which they start. */
public final class WebhookSettings {
    private WebhookSettings() {}

    public static void main(String[] arguments) {
        ServiceMain.run(WebhookSettings::assemble);
    }

    /**
     * Puts the service together without starting it. Its part {@code http} listens on {@code SETTINGS_PORT}.
     *
     * @throws StartFailure when a setting is wrong
     */
    public static Service assemble(Environment environment, PrometheusMeterRegistry metrics, Service.Failures failures)
            throws StartFailure {
        Settings settings = Settings.read(environment);
        Clock clock = Clock.systemUTC();
        EventTypes types = EventTypes.load(EventType.Kind.values());
        EventReader reader = new EventReader(types, settings.rules().maxBodyBytes());
        KafkaClients kafka = new KafkaClients(settings.kafka());

        Database database = new Database(settings.database());
        Tokens tokens = new Tokens(database, settings.limits().tokensPerSite(), clock);
        PostgresSessions sessions = new PostgresSessions(database, settings.sessions(), clock);
        Publication publication = new Publication();
        PostgresWebhooks webhooks = new PostgresWebhooks(database, publication, settings.rules(), clock);
        KafkaOutbox outbox = new KafkaOutbox(database, kafka, publication, settings.outbox(), metrics);
        Settlement settlement = new Settlement(database, publication, settings.outbox());
        WebhookHours hours = new WebhookHours(clock);
        LogPartitions partitions = new LogPartitions(database, hours, settings.log(), clock);
        OperationalEvents events = new OperationalEvents(reader, clock);
        HealthWatch health = new HealthWatch(webhooks, events, settings.health(), clock);
        PostgresDeliveryLog log = new PostgresDeliveryLog(database, partitions, hours, health, publication);
        LogLateness lateness = new LogLateness(clock);
        AttemptReader attempts = new AttemptReader(kafka, log, lateness, settings.log(), clock, metrics);
        EventBodies bodies = new EventBodies(kafka, reader, settings.bodies());
        KafkaDeliveries deliveries = new KafkaDeliveries(kafka);
        RecentDeliveries recent = new RecentDeliveries(database);
        OpenedDeliveries opened = new OpenedDeliveries(recent, bodies, webhooks, settings.cipher());
        Resends resends = new Resends(deliveries, bodies, webhooks, settings.rules(), clock);
        TestEvents tests = new TestEvents(deliveries, types, reader, settings.rules(), clock);

        StandingInLog standing = new StandingInLog(database);
        PostgresReplays wanted = new PostgresReplays(database, standing, clock);
        ReplayForm replayForm =
                new ReplayForm(settings.replays(), settings.log().retention(), clock);
        Missed missed = new Missed(wanted, standing, replayForm, settings.replays());
        ReplayRun.Parts runs = new ReplayRun.Parts(
                kafka,
                wanted,
                standing,
                database,
                webhooks,
                reader,
                clock,
                Counter.builder("replays_deliveries")
                        .description("Deliveries that replays have handed on to the slow lane")
                        .register(metrics));
        Replays replays = new Replays(database, wanted, runs, settings.replays(), metrics);

        Jwts jwts = settings.jwt() == null ? null : new Jwts(settings.jwt());
        Authentication authentication = new Authentication(tokens, sessions, jwts, settings.limits(), clock);
        Creations creations = new Creations(webhooks, settings.cipher(), clock);
        DeliveryApi deliveryApi = new DeliveryApi(recent, webhooks, opened, resends, types);
        WebhookForm form = new WebhookForm(types, settings.rules());
        UrlCheck urlCheck = new UrlCheck(
                settings.urlChecks(),
                form,
                settings.rules().addresses(),
                name -> List.of(InetAddress.getAllByName(name)));
        Api api = new Api(
                authentication,
                new Page(settings.frameAncestors()),
                List.of(
                        new WebhookApi(webhooks, creations, form, settings.cipher(), missed, settlement),
                        new UrlCheckApi(urlCheck),
                        new TestApi(webhooks, form, tests),
                        deliveryApi,
                        new VerificationApi(deliveryApi, opened),
                        new DeadLetterApi(recent, types),
                        new ActivityApi(new Activity(database, clock), lateness),
                        new ReplayApi(wanted, webhooks, replayForm),
                        new EventTypeApi(types),
                        new TokenApi(tokens)),
                new SessionApi(authentication, sessions),
                lateness,
                metrics);

        return new Service(
                "webhook-settings",
                failures,
                List.of(
                        database,
                        new BootstrapToken(tokens, settings.bootstrapToken()),
                        new Loop("log-upkeep", failures, settings.stopWait(), partitions),
                        new Loop("outbox", failures, settings.stopWait(), outbox),
                        new Loop("delivery-log", failures, settings.stopWait(), attempts),
                        new Loop("replays", failures, settings.stopWait(), replays),
                        bodies,
                        deliveries,
                        urlCheck,
                        new WebServer("http", settings.http(), api::addTo)));
    }
}
