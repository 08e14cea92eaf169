package io.robustmq.broker.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** The client's side of SCRAM-SHA-256, written apart from the server's. */
final class ScramClient {
    private final String header;
    private final String firstBare;
    private final String password;
    private String authMessage = "";
    private byte[] salted = {};

    ScramClient(String username, String password, String nonce) {
        this("n,,", username, password, nonce);
    }

    ScramClient(String header, String username, String password, String nonce) {
        this.header = header;
        this.firstBare = "n=" + username.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
        this.password = password;
    }

    byte[] first() {
        return (header + firstBare).getBytes(UTF_8);
    }

    byte[] last(byte[] challenge) throws GeneralSecurityException {
        String serverFirst = new String(challenge, UTF_8);
        String[] parts = serverFirst.split(",");
        byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
        int iterations = Integer.parseInt(parts[2].substring(2));
        salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
                .getEncoded();
        String withoutProof = "c=" + Base64.getEncoder().encodeToString(header.getBytes(UTF_8)) + "," + parts[0];
        authMessage = firstBare + "," + serverFirst + "," + withoutProof;
        byte[] clientKey = ScramVerifier.hmac(salted, "Client Key".getBytes(UTF_8));
        byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
        byte[] proof = ScramVerifier.hmac(storedKey, authMessage.getBytes(UTF_8));
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= clientKey[i];
        }
        return (withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof)).getBytes(UTF_8);
    }

    /** What a server that knows the verifier answers. */
    byte[] expectedServerFinal() {
        byte[] serverKey = ScramVerifier.hmac(salted, "Server Key".getBytes(UTF_8));
        byte[] signature = ScramVerifier.hmac(serverKey, authMessage.getBytes(UTF_8));
        return ("v=" + Base64.getEncoder().encodeToString(signature)).getBytes(UTF_8);
    }
}
