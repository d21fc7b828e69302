package com.agentbot.webhooks.deliveryworker.http;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whom to trust, and how to speak TLS: 1.2 or 1.3, the certificate always verified, with the host's name. */
final class Tls {
    private Tls() {}

    /**
     * A context that trusts the platform's authorities and those given.
     *
     * @throws IllegalStateException when the platform has none, or no TLS
     */
    static SslContext context(Authorities authorities) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .endpointIdentificationAlgorithm("HTTPS");
            return (authorities.extra().isEmpty() ? builder : builder.trustManager(trusting(authorities))).build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this platform cannot make TLS connections", e);
        }
    }

    private static TrustManagerFactory trusting(Authorities authorities) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        int number = 0;
        for (X509Certificate authority : platformAuthorities()) {
            trusted.setCertificateEntry("platform-" + number++, authority);
        }
        for (Certificate authority : authorities.extra()) {
            trusted.setCertificateEntry("extra-" + number++, authority);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }

    private static X509Certificate[] platformAuthorities() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509.getAcceptedIssuers();
            }
        }
        throw new GeneralSecurityException("the platform has no certificate authorities");
    }
}
