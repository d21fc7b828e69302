package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.servicekit.Problem;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which JWTs are taken, with keys that are fetched over HTTP. */
class JwtsTest {
    private static RSAKey first;
    private static RSAKey second;
    private static ECKey elliptic;

    private JwtIssuer issuer;
    private Jwts jwts;

    @BeforeAll
    static void makeKeys() throws Exception {
        first = JwtIssuer.rsa("first");
        second = JwtIssuer.rsa("second");
        elliptic = JwtIssuer.ec("elliptic");
    }

    @BeforeEach
    void start() throws Exception {
        issuer = new JwtIssuer();
        issuer.shown = List.of(first, elliptic);
        jwts = jwts(Duration.ofMinutes(5), Duration.ofDays(1));
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private Jwts jwts(Duration refresh, Duration outage) throws Exception {
        return new Jwts(new JwtTrust(
                URI.create(issuer.url()).toURL(),
                JwtIssuer.NAME,
                JwtIssuer.AUDIENCE,
                Duration.ofSeconds(2),
                refresh,
                outage));
    }

    private static String good(JWK key) throws Exception {
        return JwtIssuer.sign(
                key,
                key instanceof ECKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256,
                JwtIssuer.claims("site_mine").build());
    }

    private static String with(Consumer<JWTClaimsSet.Builder> change) throws Exception {
        JWTClaimsSet.Builder claims = JwtIssuer.claims("site_mine");
        change.accept(claims);
        return JwtIssuer.sign(first, JWSAlgorithm.RS256, claims.build());
    }

    private Caller known(String jwt) {
        assertThat(Jwts.looksLikeOne(jwt)).isTrue();
        assertThat(jwts.read(jwt)).isInstanceOf(Identity.Known.class);
        return ((Identity.Known) jwts.read(jwt)).caller();
    }

    private void refused(String jwt) {
        assertThat(jwts.read(jwt)).as(jwt).isInstanceOf(Identity.Refused.class);
        assertThat(((Identity.Refused) jwts.read(jwt)).why()).startsWith("This JWT is not valid: ");
    }

    private void notToBeTold(String jwt) {
        assertThatThrownBy(() -> jwts.read(jwt))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(503));
    }

    @Test
    void aGoodOneStandsForItsSiteWhicheverPublicKeySignsIt() throws Exception {
        Caller caller = known(good(first));

        assertThat(caller.siteId()).isEqualTo("site_mine");
        assertThat(caller.scope()).isEqualTo(Scope.WRITE);
        known(good(elliptic));
        known(JwtIssuer.sign(
                first, JWSAlgorithm.PS512, JwtIssuer.claims("site_mine").build()));
        known(JwtIssuer.sign(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("first")
                        .type(new JOSEObjectType("at+jwt"))
                        .build(),
                new RSASSASigner(first),
                JwtIssuer.claims("site_mine").build()));
        assertThat(issuer.fetches).hasValue(1);
    }

    @Test
    void theScopeSaysWhetherItMayWrite() throws Exception {
        for (String scope : List.of("webhooks:read", "openid webhooks:read profile")) {
            assertThat(known(with(claims -> claims.claim("scope", scope))).scope())
                    .isEqualTo(Scope.READ);
        }
        for (Object scope : List.of("webhooks:write", "webhooks:read webhooks:write", List.of("webhooks:write"))) {
            assertThat(known(with(claims -> claims.claim("scope", scope))).scope())
                    .isEqualTo(Scope.WRITE);
        }
        for (Object scope : List.of("", "openid", "webhooks:writer", 5, List.of())) {
            assertThat(jwts.read(with(claims -> claims.claim("scope", scope)))).isInstanceOf(Identity.Powerless.class);
        }
    }

    @Test
    void whatItMustSayOfItselfIsChecked() throws Exception {
        Instant now = Instant.now();
        refused(with(claims -> claims.expirationTime(Date.from(now.minusSeconds(60)))));
        refused(with(claims -> claims.expirationTime(null)));
        refused(with(claims -> claims.notBeforeTime(Date.from(now.plusSeconds(120)))));
        refused(with(claims -> claims.audience("somebody-else")));
        refused(with(claims -> claims.audience((String) null)));
        refused(with(claims -> claims.issuer("https://auth.example.net/")));
        refused(with(claims -> claims.issuer(null)));
        refused(with(claims -> claims.claim("site_id", null)));
        refused(with(claims -> claims.claim("site_id", "")));
        refused(with(claims -> claims.claim("site_id", "site/other")));
        refused(with(claims -> claims.claim("site_id", 5)));
        refused(with(claims -> claims.claim("site_id", List.of("site_mine"))));
        // Clocks differ a little.
        known(with(claims -> claims.expirationTime(Date.from(now.minusSeconds(5)))));
        known(with(claims -> claims.notBeforeTime(Date.from(now.plusSeconds(5)))));
        known(with(claims -> claims.audience(List.of("somebody-else", JwtIssuer.AUDIENCE))));
    }

    @Test
    void whatNoneOfTheIssuersPublicKeysHasSignedIsRefused() throws Exception {
        JWTClaimsSet claims = JwtIssuer.claims("site_mine").build();
        RSAKey impostor = new RSAKey.Builder(second).keyID("first").build();
        refused(good(impostor));
        refused(good(second));
        refused(new PlainJWT(claims).serialize());
        for (byte[] known : List.of(
                first.toRSAPublicKey().getEncoded(),
                first.toPublicJWK().toJSONString().getBytes(UTF_8),
                first.getModulus().decode())) {
            refused(JwtIssuer.sign(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(), new MACSigner(known), claims));
        }
        refused(JwtIssuer.sign(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .jwk(second.toPublicJWK())
                        .build(),
                new RSASSASigner(second),
                claims));
        String good = good(first);
        String[] parts = good.split("\\.", -1);
        String other = with(changed -> changed.claim("site_id", "site_other")).split("\\.", -1)[1];
        refused(parts[0] + "." + other + "." + parts[2]);
        refused(parts[0] + "." + parts[1] + ".");
        refused(parts[0] + ".." + parts[2]);
        refused("eyJ." + parts[1] + "." + parts[2]);
    }

    @Test
    void aTokenOfOursIsNotTakenForOne() {
        assertThat(Jwts.looksLikeOne(Randomness.token())).isFalse();
        assertThat(Jwts.looksLikeOne("a.bootstrap.token")).isFalse();
    }

    @Test
    void aKeyThatIsNewIsFoundAndOneThatIsGoneHoldsNoLonger() throws Exception {
        jwts = jwts(Duration.ofSeconds(2), Duration.ofDays(1));
        known(good(first));

        issuer.shown = List.of(second);

        known(good(second));
        String old = good(first);
        await().until(() -> jwts.read(old) instanceof Identity.Refused);
    }

    @Test
    void keysThatNobodyKnowsDoNotMakeUsAskTheIssuerEachTime() throws Exception {
        known(good(first));
        for (int i = 0; i < 100; i++) {
            refused(good(new RSAKey.Builder(second).keyID("random-" + i).build()));
        }

        assertThat(issuer.fetches).hasValueLessThanOrEqualTo(2);
        known(good(first));
    }

    @Test
    void withTheIssuerAwayOldKeysHoldAndNothingIsSaidOfUnknownOnes() throws Exception {
        jwts = jwts(Duration.ofMillis(200), Duration.ofDays(1));
        known(good(first));

        issuer.status = 500;

        await().until(() -> {
            known(good(first));
            return issuer.fetches.get() >= 3;
        });
        notToBeTold(good(second));
        refused(new PlainJWT(JwtIssuer.claims("site_mine").build()).serialize());

        issuer.status = 200;
        issuer.shown = List.of(first, second);
        String back = good(second);
        await().ignoreExceptions().until(() -> jwts.read(back) instanceof Identity.Known);
    }

    @Test
    void oldKeysDoNotHoldForEver() throws Exception {
        jwts = jwts(Duration.ofMillis(100), Duration.ofMillis(300));
        String jwt = good(first);
        known(jwt);

        issuer.status = 500;

        await().untilAsserted(() -> notToBeTold(jwt));
    }

    @Test
    void withoutKeysNothingIsSaid() throws Exception {
        issuer.status = 404;
        for (int i = 0; i < 5; i++) {
            notToBeTold(good(first));
        }
        assertThat(issuer.fetches).hasValueLessThanOrEqualTo(2);
        issuer.close();
        jwts = jwts(Duration.ofMinutes(5), Duration.ofDays(1));
        notToBeTold(good(first));
    }

    @Test
    void overTheApiAJwtIsGoodForItsSiteOnlyAndABadOneIsNotLetIn() throws Exception {
        try (RunningSettings settings = RunningSettings.start(issuer.settings())) {
            Map<String, String> jwt = Map.of("Authorization", "Bearer " + good(first));
            assertThat(settings.send("GET", "/session", null, jwt).expect(200).text())
                    .isEqualTo("{\"site_id\":\"site_mine\",\"scope\":\"write\"}");
            settings.send("GET", "/v1/sites/site_mine/webhooks", null, jwt).expect(200);
            settings.send("GET", "/v1/sites/site_other/webhooks", null, jwt).expectProblem(404, null);
            settings.send("GET", "/v1/tokens", null, jwt).expectProblem(404, null);
            Map<String, String> reading =
                    Map.of("Authorization", "Bearer " + with(claims -> claims.claim("scope", "webhooks:read")));
            settings.send("GET", "/v1/sites/site_mine/webhooks", null, reading).expect(200);
            settings.send("POST", "/v1/sites/site_mine/webhooks", "{}", reading).expectProblem(403, null);
            Map<String, String> powerless =
                    Map.of("Authorization", "Bearer " + with(claims -> claims.claim("scope", "openid")));
            settings.send("GET", "/session", null, powerless).expectProblem(403, null);
            Map<String, String> expired = Map.of(
                    "Authorization", "Bearer " + with(claims -> claims.expirationTime(Date.from(Instant.EPOCH))));
            RunningSettings.Answer answer = settings.send("GET", "/session", null, expired);
            answer.expectProblem(401, null);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
            // A token of ours is let in as before.
            settings.get("/session").expect(200);
        }
    }
}
