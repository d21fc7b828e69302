package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.embedded.OpenApi;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;

/** The API's description as it is served, and each answer that a test gets held against it. */
final class ServedDocument {
    static final OpenApi API = new OpenApi(ApiDocument.together());

    private static final Pattern OF_THE_API = Pattern.compile("/(v1|session|openapi\\.json)(/.*)?");

    private ServedDocument() {}

    static void judge(HttpRequest request, HttpResponse<String> answer) {
        String address = request.uri().getPath();
        if (OF_THE_API.matcher(address).matches()) {
            assertThat(API.faults(request.method(), address, answer))
                    .as("%s %s %s", request, answer.statusCode(), answer.body())
                    .isEmpty();
            // What is answered to one caller is nobody else's, but for the description itself and what is not there.
            if (answer.statusCode() < 400 && !address.equals("/openapi.json")) {
                assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
            }
        }
    }
}
