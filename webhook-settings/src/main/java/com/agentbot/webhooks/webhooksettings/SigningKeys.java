package com.agentbot.webhooks.webhooksettings;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSourceWrapper;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's public keys, fetched when they are first needed, then every now and then, and when a JWT names one that is
 * not among them: but then at most twice in {@link #LOOK_AGAIN}, whatever is sent. While they cannot be fetched the old
 * ones hold, and a key that is not among these is not known to be wrong. Safe for use by many threads.
 */
final class SigningKeys implements JWSKeySelector<SecurityContext> {
    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    /** What can be checked with a public key, and nothing else: not none, and no HMAC, whose key could be a public one. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
    private static final int MAX_BYTES = 256 << 10;

    private final JWSVerificationKeySelector<SecurityContext> selector;
    private volatile boolean reached;
    private volatile boolean warned;

    SigningKeys(JwtTrust trust) {
        this.selector = new JWSVerificationKeySelector<>(ALGORITHMS, source(trust));
    }

    private JWKSource<SecurityContext> source(JwtTrust trust) {
        int patience = Math.toIntExact(Math.min(trust.patience().toMillis(), Integer.MAX_VALUE));
        long refresh = trust.refresh().toMillis();
        return JWKSourceBuilder.create(new Fetched(new URLBasedJWKSetSource<>(
                        trust.keys(), new DefaultResourceRetriever(patience, patience, MAX_BYTES))))
                .cache(refresh, 2L * patience)
                .refreshAheadCache(false)
                .rateLimited(Math.min(LOOK_AGAIN.toMillis(), refresh / 2))
                .outageTolerant(trust.outage().toMillis())
                .build();
    }

    /** Notes whether the keys could be fetched the last time. */
    private final class Fetched extends JWKSetSourceWrapper<SecurityContext> {
        Fetched(URLBasedJWKSetSource<SecurityContext> source) {
            super(source);
        }

        @Override
        public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long now, SecurityContext context)
                throws KeySourceException {
            try {
                JWKSet keys = getSource().getJWKSet(evaluator, now, context);
                reached = true;
                warned = false;
                return keys;
            } catch (KeySourceException e) {
                reached = false;
                if (!warned) {
                    LOG.warn("The keys at JWKS_URL cannot be fetched: {}", e.getMessage());
                    warned = true;
                }
                throw e;
            }
        }
    }

    /**
     * The keys that a JWT may be signed with, by what it says of itself; none where there is none.
     *
     * @throws KeySourceException when there may be one, but the keys cannot be fetched at present
     */
    @Override
    public List<? extends Key> selectJWSKeys(JWSHeader header, SecurityContext context) throws KeySourceException {
        List<? extends Key> keys;
        try {
            keys = selector.selectJWSKeys(header, context);
        } catch (RateLimitReachedException e) {
            if (!reached) {
                throw e;
            }
            // They were fetched just now, and it was not among them.
            return List.of();
        }
        if (keys.isEmpty() && selector.isAllowed(header.getAlgorithm()) && !reached) {
            throw new JWKSetUnavailableException("the key is not among those fetched, which may be out of date");
        }
        return keys;
    }
}
