package io.robustmq.broker.server.access;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The two messages a SCRAM client sends.
 *
 * <pre>
 * first   n,[a=authzid],n=user,r=nonce[,extensions]       the header is n, or y; p would bind to the TLS channel
 * final   c=base64(header),r=both nonces[,extensions],p=base64(proof)
 * </pre>
 *
 * <p>Source: RFC 5802 §5, §7.
 */
final class ScramMessages {
    /** Longer ones are not read. */
    static final int MOST_BYTES = 4096;

    private ScramMessages() {}

    /** The message does not follow the grammar, or wants what this server does not offer. */
    static final class BadMessageException extends Exception {
        private static final long serialVersionUID = 1;

        BadMessageException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * The first message.
     *
     * @param header up to and with the second comma; comes back in the final message
     * @param bare what follows the header
     * @param username decoded, but not prepared
     */
    record First(String header, String bare, String username, String nonce) {}

    static First first(byte @Nullable [] data) throws BadMessageException {
        String text = text(data);
        if (!text.startsWith("n,") && !text.startsWith("y,")) {
            throw new BadMessageException("channel binding is not supported");
        }
        int authzidEnd = text.indexOf(',', 2);
        if (authzidEnd < 0) {
            throw new BadMessageException("the first message has no user name");
        }
        String authzid = text.substring(2, authzidEnd);
        String bare = text.substring(authzidEnd + 1);
        String[] attributes = bare.split(",", -1); // "m=", an extension we would have to know, is no user name either
        if (attributes.length < 2) {
            throw new BadMessageException("the first message has no nonce");
        }
        String username = name(value("n=", attributes[0]));
        if (!authzid.isEmpty() && !name(value("a=", authzid)).equals(username)) {
            throw new BadMessageException("acting for another user is not supported");
        }
        return new First(text.substring(0, authzidEnd + 1), bare, username, nonce(value("r=", attributes[1])));
    }

    /**
     * The final message.
     *
     * @param withoutProof what the proof is over
     */
    record Final(String withoutProof, String nonce, byte[] proof) {}

    static Final last(byte @Nullable [] data, String header) throws BadMessageException {
        String text = text(data);
        int proofAt = text.lastIndexOf(",p=");
        if (proofAt < 0) {
            throw new BadMessageException("the final message has no proof");
        }
        String withoutProof = text.substring(0, proofAt);
        String[] attributes = withoutProof.split(",", -1);
        String binding = Base64.getEncoder().encodeToString(header.getBytes(StandardCharsets.UTF_8));
        if (attributes.length < 2 || !value("c=", attributes[0]).equals(binding)) {
            throw new BadMessageException("the final message has another header than the first");
        }
        return new Final(withoutProof, value("r=", attributes[1]), base64(text.substring(proofAt + 3)));
    }

    private static String text(byte @Nullable [] data) throws BadMessageException {
        if (data == null || data.length == 0 || data.length > MOST_BYTES) {
            throw new BadMessageException("the message is missing or too long");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new BadMessageException("the message is not UTF-8");
        }
    }

    private static String value(String name, String attribute) throws BadMessageException {
        if (!attribute.startsWith(name)) {
            throw new BadMessageException("the attribute " + name + " is not where it belongs");
        }
        return attribute.substring(name.length());
    }

    /** A comma is written =2C and an equals sign =3D. */
    private static String name(String written) throws BadMessageException {
        String name = written.replace("=2C", ",");
        if (name.replace("=3D", "").indexOf('=') >= 0) {
            throw new BadMessageException("the user name holds a bare equals sign");
        }
        return name.replace("=3D", "=");
    }

    private static String nonce(String nonce) throws BadMessageException {
        if (nonce.isEmpty() || !nonce.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
            throw new BadMessageException("the nonce is empty or not printable");
        }
        return nonce;
    }

    private static byte[] base64(String text) throws BadMessageException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw new BadMessageException("the proof is not base64");
        }
    }
}
