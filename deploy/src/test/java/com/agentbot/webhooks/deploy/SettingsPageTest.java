package com.agentbot.webhooks.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.webhook.SecretCipher;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.Metrics;
import com.agentbot.webhooks.servicekit.Service;
import com.agentbot.webhooks.servicekit.ServiceMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the documents say of the settings is what the services ask for. */
class SettingsPageTest {
    private static final Path PAGE = Path.of("docs", "settings.md");
    private static final String INTRODUCTION = """
            # Settings

            Every setting is an environment variable. A service that finds a wrong one says which, what it holds and what would
            be right, and does not start. Times are written like `250ms`, `15s`, `5m`, `3h` or `7d`, sizes like `8KiB` or
            `64MiB`; a port of 0 takes a free one. Any property of a Kafka client is set by its name in capitals after `KAFKA_`:
            `KAFKA_SECURITY_PROTOCOL` is `security.protocol`. `LOG_LEVEL` (default `INFO`) and `LOG_FORMAT` (`text` or `json`)
            hold for every service; logs go to standard error. Every service has an admin port, `ADMIN_PORT` (default 9100) on
            `HOST` (default `0.0.0.0`), with `/metrics`, `/healthz` and `/readyz`.

            `deploy/up` hands its environment to all five services, so each of these can be set there too, but for where Kafka
            and PostgreSQL are.
            """;

    @Test
    void thePageIsWhatTheServicesAskFor() throws Exception {
        Map<String, List<Environment.Setting>> asked = askedByService();
        String page = page(asked);
        Path fresh = Files.writeString(Path.of("target", "settings.md"), page);

        assertThat(Files.readString(PAGE))
                .as("%s is out of date: replace it by deploy/%s", PAGE, fresh)
                .isEqualTo(page);
    }

    private static Map<String, List<Environment.Setting>> askedByService() throws Exception {
        Map<String, List<Environment.Setting>> asked = new LinkedHashMap<>();
        for (ServiceMain.Assembly assembly : Pipeline.services()) {
            Environment environment = new Environment(Map.of(
                    "SECRET_KEYS", SecretCipher.newKey("any"), "DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none"));
            Service service = assembly.assemble(environment, Metrics.forProcess(), new Service.Failures());
            asked.put(service.name(), environment.asked());
        }
        return asked;
    }

    private static String page(Map<String, List<Environment.Setting>> asked) {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        asked.forEach((service, settings) -> {
            page.append("\n## ").append(service).append("\n\n| Setting | Default | Meaning |\n|---|---|---|\n");
            for (Environment.Setting setting : settings) {
                page.append("| `")
                        .append(setting.name())
                        .append("` | ")
                        .append(setting.byDefault().isEmpty() ? "" : "`" + setting.byDefault() + "`")
                        .append(" | ")
                        .append(setting.meaning().replace("|", "\\|"))
                        .append(" |\n");
            }
        });
        return page.toString();
    }
}
