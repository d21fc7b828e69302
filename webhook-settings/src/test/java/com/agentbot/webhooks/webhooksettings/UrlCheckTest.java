package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.event.EventType;
import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.schemas.webhook.AddressPolicy;
import com.agentbot.webhooks.webhooksettings.UrlCheck.Finding;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlCheckTest {
    private static final AddressPolicy PUBLIC_ONLY = AddressPolicy.parse("", List.of());
    private static final WebhookForm FORM =
            new WebhookForm(EventTypes.load(EventType.Kind.DOMAIN), new Settings.Rules(false, PUBLIC_ONLY, 1, 1, 1, 1));

    private final CountDownLatch hanging = new CountDownLatch(1);
    private final UrlCheck check =
            new UrlCheck(new Settings.UrlChecks(1, Duration.ofMillis(200)), FORM, PUBLIC_ONLY, this::lookUp);

    private List<InetAddress> lookUp(String name) throws UnknownHostException {
        return switch (name) {
            case "public.example" -> List.of(InetAddress.getByName("93.184.215.14"));
            case "mixed.example" -> List.of(InetAddress.getByName("93.184.215.14"), InetAddress.getByName("10.1.2.3"));
            case "hanging.example" -> hang();
            default -> throw new UnknownHostException(name);
        };
    }

    private List<InetAddress> hang() {
        boolean interrupted = false;
        while (hanging.getCount() > 0) {
            try {
                hanging.await();
            } catch (InterruptedException e) {
                interrupted = true; // as a real lookup would not notice
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    @AfterEach
    void stop() {
        hanging.countDown();
        check.stop();
    }

    @Test
    void aUrlWhoseNameLeadsToAPublicAddressIsGoodAsItWillBeKept() throws Exception {
        assertThat(check.judge(" HTTPS://Public.Example:443/\u00e4 "))
                .isEqualTo(new Finding.Good("HTTPS://Public.Example:443/\u00e4"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://public.example/",
        "https://user@public.example/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://mixed.example/",
        "nonsense"
    })
    void whatNothingCouldBeDeliveredToIsRefusedAndNoAddressIsNamed(String url) throws Exception {
        assertThat(check.judge(url))
                .isInstanceOfSatisfying(
                        Finding.Refused.class,
                        refused -> assertThat(refused.detail()).endsWith(".").doesNotContain("10.1.2.3"));
    }

    @Test
    void aNameThatLeadsNowhereIsDoubtfulAndNoMore() throws Exception {
        assertThat(check.judge("https://nowhere.example/x"))
                .isInstanceOfSatisfying(Finding.Doubtful.class, doubtful -> {
                    assertThat(doubtful.url()).isEqualTo("https://nowhere.example/x");
                    assertThat(doubtful.detail()).contains("'nowhere.example'");
                });
    }

    @Test
    void aLookupThatHangsIsGivenUpAndThoseBehindItToo() throws Exception {
        assertThat(check.judge("https://hanging.example/")).isInstanceOf(Finding.Doubtful.class);
        assertThat(check.judge("https://public.example/")).isInstanceOf(Finding.Doubtful.class);
        hanging.countDown();
    }
}
