package com.agentbot.webhooks.deliveryworker.http;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom to trust, and how to speak TLS: 1.2 or 1.3, the certificate always verified, with the host's name. */
final class Tls {
    private Tls() {}

    /**
     * A context that trusts the platform's authorities and those in a file.
     *
     * @param extraAuthorities PEM certificates; null for none
     * @throws IllegalArgumentException saying what is wrong with the file
     */
    static SslContext context(@Nullable Path extraAuthorities) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .endpointIdentificationAlgorithm("HTTPS");
            return (extraAuthorities == null ? builder : builder.trustManager(trusting(extraAuthorities))).build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the file with extra certificate authorities cannot be used: " + e, e);
        }
    }

    private static TrustManagerFactory trusting(Path extra) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        int number = 0;
        for (X509Certificate authority : platformAuthorities()) {
            trusted.setCertificateEntry("platform-" + number++, authority);
        }
        for (Certificate authority : read(extra)) {
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

    private static Collection<? extends Certificate> read(Path file) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new GeneralSecurityException("no certificate in " + file);
            }
            return found;
        }
    }
}
