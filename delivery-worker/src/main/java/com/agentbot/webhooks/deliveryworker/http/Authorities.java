package com.agentbot.webhooks.deliveryworker.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;

/**
 * The certificate authorities trusted beside the platform's.
 *
 * @param extra empty where the platform's are all
 */
record Authorities(List<Certificate> extra) {
    static final Authorities PLATFORM = new Authorities(List.of());

    /**
     * Reads a file of PEM certificates.
     *
     * @param file where it is; empty for none
     * @throws IllegalArgumentException saying what it must be
     */
    static Authorities read(String file) {
        return file.isEmpty() ? PLATFORM : new Authorities(certificates(file));
    }

    private static List<Certificate> certificates(String file) {
        try {
            Path path = Path.of(file);
            if (!Files.isRegularFile(path)) {
                throw wrong("there is none");
            }
            try (InputStream in = Files.newInputStream(path)) {
                List<Certificate> found =
                        List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
                if (found.isEmpty()) {
                    throw wrong("this one is empty");
                }
                return found;
            }
        } catch (InvalidPathException e) {
            throw wrong("this is no path");
        } catch (IOException e) {
            throw wrong("this one cannot be read");
        } catch (CertificateException e) {
            throw wrong("this one holds no certificate, or one that is damaged");
        }
    }

    private static IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(
                "it must be a file of PEM certificates (-----BEGIN CERTIFICATE-----), and " + why);
    }
}
