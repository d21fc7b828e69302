package com.agentbot.webhooks.httpclients;

import com.agentbot.webhooks.deliveryworker.http.Answer;
import com.agentbot.webhooks.deliveryworker.http.Egress;
import com.agentbot.webhooks.deliveryworker.http.HeaderLines;
import com.agentbot.webhooks.deliveryworker.http.HttpLimits;
import com.agentbot.webhooks.deliveryworker.http.HttpPost;
import com.agentbot.webhooks.deliveryworker.http.NettySender;
import com.agentbot.webhooks.schemas.webhook.AddressPolicy;
import com.agentbot.webhooks.schemas.webhook.InvalidUrl;
import com.agentbot.webhooks.schemas.webhook.WebhookUrl;
import com.agentbot.webhooks.servicekit.Environment;
import java.util.List;
import java.util.Map;

/** The worker's own. */
final class OurClient implements Client {
    private final NettySender sender = new NettySender(
            HttpLimits.read(new Environment(Map.of())), AddressPolicy.parse("127.0.0.0/8", List.of()), Egress.DIRECT);
    private final HeaderLines headers = HeaderLines.of(HEADERS.toArray(String[]::new));

    @Override
    public Endpoint endpoint(String url) {
        WebhookUrl parsed = parse(url);
        return (body, whenDone) -> sender.send(
                new HttpPost(parsed, headers, body),
                answer -> whenDone.accept(
                        switch (answer) {
                            case Answer.Responded responded -> responded.statusCode();
                            case Answer.Failed failed -> 0;
                        }));
    }

    private static WebhookUrl parse(String url) {
        try {
            return WebhookUrl.parse(url, true);
        } catch (InvalidUrl e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void close() {
        sender.close();
    }
}
