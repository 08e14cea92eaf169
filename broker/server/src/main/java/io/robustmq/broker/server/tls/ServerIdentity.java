package io.robustmq.broker.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server's private key and its certificates, which have been seen to belong together: during a change of the files one
 * may be new already and the other still old.
 *
 * @param chain the server's certificate first
 */
record ServerIdentity(PrivateKey privateKey, List<X509Certificate> chain) {

    static ServerIdentity ofPem(byte[] certificates, byte[] privateKey, @Nullable String password)
            throws GeneralSecurityException, IOException {
        var chain =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(certificates));
        return of(PemKey.parse(privateKey, password), chain);
    }

    static ServerIdentity ofPkcs12(byte[] store, @Nullable String password)
            throws GeneralSecurityException, IOException {
        char[] secret = password == null ? new char[0] : password.toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(new ByteArrayInputStream(store), secret);
        for (String alias : Collections.list(keys.aliases())) {
            if (keys.getKey(alias, secret) instanceof PrivateKey key) {
                return of(key, Arrays.asList(keys.getCertificateChain(alias)));
            }
        }
        throw new GeneralSecurityException("no private key in the PKCS #12 file");
    }

    private static ServerIdentity of(PrivateKey key, Collection<? extends Certificate> chain)
            throws GeneralSecurityException {
        List<X509Certificate> certificates =
                chain.stream().map(X509Certificate.class::cast).toList();
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no certificate");
        }
        requirePair(key, certificates.getFirst());
        return new ServerIdentity(key, certificates);
    }

    private static void requirePair(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        byte[] anything = {1, 2, 3};
        signature.initSign(key);
        signature.update(anything);
        byte[] signed = signature.sign();
        try {
            signature.initVerify(certificate.getPublicKey());
            signature.update(anything);
            if (signature.verify(signed)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new GeneralSecurityException("the private key is not that of the certificate", e);
        }
        throw new GeneralSecurityException("the private key is not that of the certificate");
    }
}
