package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads JWTs of the one issuer that is trusted (RFC 7519, as RFC 8725 has it): signed with one of its public keys, for us,
 * of this moment, and each of one site. Safe for use by many threads.
 */
final class Jwts {
    /** Three parts, the first of which begins an object; a token of ours looks otherwise. */
    private static final Pattern JWT = Pattern.compile("eyJ[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]*");

    private static final String SITE = "site_id";
    private static final String SCOPE = "scope";
    private static final int CLOCK_SKEW_SECONDS = 30;
    /** RFC 7519 has the first, RFC 9068 the second, and it may be left out. */
    private static final @Nullable JOSEObjectType[] TYPES = {JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null};

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    Jwts(JwtTrust trust) {
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                trust.audience(),
                new JWTClaimsSet.Builder().issuer(trust.issuer()).build(),
                Set.of("exp", SITE));
        claims.setMaxClockSkew(CLOCK_SKEW_SECONDS);
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(TYPES));
        processor.setJWSKeySelector(new SigningKeys(trust));
        processor.setJWTClaimsSetVerifier(claims);
    }

    static boolean looksLikeOne(String text) {
        return JWT.matcher(text).matches();
    }

    /** Whom it stands for; a {@link Problem} of status 503 where that cannot be told at present. */
    Identity read(String jwt) {
        try {
            return identity(processor.process(jwt, null));
        } catch (KeySourceException e) {
            throw Problem.unavailable("The keys for JWTs cannot be fetched at present. Try again in a moment.");
        } catch (ExpiredJWTException e) {
            return refused("it has expired");
        } catch (BadJWTException e) {
            return refused(e.getMessage());
        } catch (BadJWSException e) {
            return refused("its signature is wrong");
        } catch (BadJOSEException e) {
            return refused("it must be signed by the issuer, with one of its public keys at JWKS_URL");
        } catch (JOSEException | ParseException | IllegalArgumentException e) {
            return refused("it is not well-formed, or not for its key");
        }
    }

    private static Identity identity(JWTClaimsSet claims) {
        if (claims.getExpirationTime() == null) {
            return refused("its claim 'exp' must be a time");
        }
        if (!(claims.getClaim(SITE) instanceof String site) || !Caller.isSite(site)) {
            return refused("its claim '" + SITE + "' must be the id of a site");
        }
        List<String> scopes = scopes(claims.getClaim(SCOPE));
        String key = "jwt/" + site + "/" + Sha256.hex(String.valueOf(claims.getSubject()));
        if (!claims.getClaims().containsKey(SCOPE) || scopes.contains("webhooks:write")) {
            return new Identity.Known(new Caller(site, Scope.WRITE, key));
        }
        if (scopes.contains("webhooks:read")) {
            return new Identity.Known(new Caller(site, Scope.READ, key));
        }
        return new Identity.Powerless(
                "The claim 'scope' of this JWT must hold 'webhooks:read' or 'webhooks:write', or not be there.");
    }

    /** Separated by spaces (RFC 8693, 4.2), or a list, as some issuers have it. */
    private static List<String> scopes(@Nullable Object claim) {
        if (claim instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return claim instanceof String text ? Arrays.asList(text.split(" ", -1)) : List.of();
    }

    private static Identity refused(@Nullable String why) {
        return new Identity.Refused("This JWT is not valid: " + why + ".");
    }
}
