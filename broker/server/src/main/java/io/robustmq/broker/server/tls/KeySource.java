package io.robustmq.broker.server.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the server's certificate and private key lie. */
public sealed interface KeySource {

    /**
     * Two PEM files.
     *
     * @param certificates the server's certificate first, then those between it and the root
     * @param privateKey PKCS #8 ({@code BEGIN PRIVATE KEY} or {@code BEGIN ENCRYPTED PRIVATE KEY})
     * @param password of the key, or null if it is not encrypted
     */
    record Pem(Path certificates, Path privateKey, @Nullable String password) implements KeySource {
        @Override
        public String toString() {
            return certificates + ", " + privateKey;
        }
    }

    /**
     * One PKCS #12 file with one key and its certificates.
     *
     * @param password of the file and the key in it, or null for none
     */
    record Pkcs12(Path store, @Nullable String password) implements KeySource {
        @Override
        public String toString() {
            return store.toString();
        }
    }
}
