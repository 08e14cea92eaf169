package io.robustmq.broker.server.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the server keeps of a password to recognise it by SCRAM-SHA-256: enough to check a client's proof and to prove
 * itself, not enough to log in elsewhere.
 *
 * <pre>
 * SCRAM-SHA-256$iterations:salt$storedKey:serverKey      the last three in base64; PostgreSQL writes it so, too
 * </pre>
 *
 * <p>Source: RFC 5802 §3 (the keys), RFC 7677 (SHA-256; at least 4096 iterations).
 */
public record ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {

    static final String METHOD = "SCRAM-SHA-256";
    static final int LEAST_ITERATIONS = 4096;
    /** What a client has to compute on each connect; some refuse more. */
    static final int MOST_ITERATIONS = 1_000_000;

    static final int KEY_BYTES = 32;

    private static final int LEAST_SALT_BYTES = 8;
    private static final int MOST_SALT_BYTES = 64;
    private static final Pattern FORM =
            Pattern.compile("SCRAM-SHA-256\\$(\\d{1,9}):([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)");

    /**
     * Reads what the file holds.
     *
     * @throws IllegalArgumentException saying what is wrong; never with the keys
     */
    public static ScramVerifier parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "a verifier is SCRAM-SHA-256$iterations:salt$storedKey:serverKey; HashPassword makes one");
        }
        int iterations = Integer.parseInt(form.group(1));
        if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
            throw new IllegalArgumentException(
                    "the iterations are " + LEAST_ITERATIONS + " to " + MOST_ITERATIONS + ", not " + iterations);
        }
        return new ScramVerifier(
                iterations,
                bytes(form.group(2), "salt", LEAST_SALT_BYTES, MOST_SALT_BYTES),
                bytes(form.group(3), "stored key", KEY_BYTES, KEY_BYTES),
                bytes(form.group(4), "server key", KEY_BYTES, KEY_BYTES));
    }

    private static byte[] bytes(String base64, String name, int least, int most) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the " + name + " is not base64", e);
        }
        if (bytes.length < least || bytes.length > most) {
            throw new IllegalArgumentException("the " + name + " has " + bytes.length + " bytes; it needs "
                    + (least == most ? "" + least : least + " to " + most));
        }
        return bytes;
    }

    /**
     * Makes a verifier; takes a few milliseconds.
     *
     * @throws IllegalArgumentException if SASLprep does not allow the password
     */
    static ScramVerifier of(String password, byte[] salt, int iterations) {
        try {
            char[] prepared = SaslPrep.prepare(password).toCharArray();
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(prepared, salt, iterations, KEY_BYTES * 8))
                    .getEncoded();
            return new ScramVerifier(
                    iterations, salt, sha256(hmac(salted, utf8("Client Key"))), hmac(salted, utf8("Server Key")));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2 and SHA-256", e);
        }
    }

    /** Whether {@code proof} shows that the client knows the password. */
    boolean isProven(byte[] proof, byte[] authMessage) {
        if (proof.length != KEY_BYTES) {
            return false;
        }
        byte[] clientKey = hmac(storedKey, authMessage);
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= proof[i];
        }
        return MessageDigest.isEqual(sha256(clientKey), storedKey);
    }

    /** A verifier that nobody can prove, with as many iterations and as long a salt; always the same for a secret and a name. */
    public ScramVerifier decoy(byte[] secret, String name) {
        byte[] fromName = hmac(secret, utf8(name));
        return new ScramVerifier(
                iterations,
                Arrays.copyOf(fromName, Math.min(fromName.length, salt.length)),
                hmac(secret, fromName),
                hmac(secret, fromName));
    }

    /** Shows the client that the server knows its verifier. */
    byte[] serverSignature(byte[] authMessage) {
        return hmac(serverKey, authMessage);
    }

    public static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    private static byte[] sha256(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** How it is written in the file. */
    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder();
        return METHOD + "$" + iterations + ":" + base64.encodeToString(salt) + "$" + base64.encodeToString(storedKey)
                + ":" + base64.encodeToString(serverKey);
    }
}
