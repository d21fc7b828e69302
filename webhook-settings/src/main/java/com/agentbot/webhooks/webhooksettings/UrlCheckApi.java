package com.agentbot.webhooks.webhooksettings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says of a URL, while it is being typed, whether a webhook could have it. */
final class UrlCheckApi implements Api.Calls {
    private final UrlCheck check;

    UrlCheckApi(UrlCheck check) {
        this.check = check;
    }

    @Override
    public void addTo(Api.Routes routes) {
        routes.add("POST", "/v1/sites/{site}/url-check", Api.Effect.READS, this::judge);
    }

    private void judge(Context context, Caller caller) throws InterruptedException {
        var unused = caller.in(context.pathParam("site"));
        ObjectNode asked = Json.read(context, Set.of("url"));
        String url = WebhookForm.text("url", asked.path("url"));
        ObjectNode answer = switch (check.judge(url)) {
            case UrlCheck.Finding.Good(String normalised) -> json("good", normalised, null);
            case UrlCheck.Finding.Refused(String detail) -> json("refused", null, detail);
            case UrlCheck.Finding.Doubtful(String normalised, String detail) -> json("doubtful", normalised, detail);
        };
        Json.write(context, 200, answer);
    }

    private static ObjectNode json(String verdict, @Nullable String url, @Nullable String detail) {
        return Json.object().put("verdict", verdict).put("url", url).put("detail", detail);
    }
}
