package io.robustmq.broker.server.access;

import com.password4j.Argon2Function;
import com.password4j.BcryptFunction;
import com.password4j.types.Argon2;
import com.password4j.types.Bcrypt;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A password as the file keeps it, and the slow function that recognises it.
 *
 * <p>{@link #matches} takes tens of milliseconds by intent: never call it on an event loop.
 */
public sealed interface PasswordHash {

    /** Whether this is the password. Takes the same time for a wrong one. */
    boolean matches(byte[] password);

    /** The function and its cost: equal for hashes that take equally long. */
    String parameters();

    /** How it is written in the file. */
    @Override
    String toString();

    /**
     * Reads what the file holds.
     *
     * @throws IllegalArgumentException saying what is wrong; never with the hash itself
     */
    static PasswordHash parse(String text) {
        if (text.startsWith("$2")) {
            return Bcrypted.read(text);
        }
        if (text.startsWith("$argon2")) {
            return Argon2Id.read(text);
        }
        throw new IllegalArgumentException(
                "not a bcrypt ($2b$...) or argon2id ($argon2id$...) hash; HashPassword makes one");
    }

    private static int number(String text, String name, int least, int most) {
        int value = text.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(text);
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + text + "; it may be " + least + " to " + most);
        }
        return value;
    }

    /** bcrypt, with OpenBSD's {@code $2b$} or its older and PHP names. Sees 72 bytes at most, so longer passwords do not match. */
    record Bcrypted(String text) implements PasswordHash {
        static final int LONGEST_PASSWORD_BYTES = 72;
        static final int LEAST_COST = 4;
        static final int MOST_COST = 16;

        private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

        static Bcrypted read(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new IllegalArgumentException("a bcrypt hash is $2b$, two digits, $, and 53 letters");
            }
            number(form.group(1), "the cost of a bcrypt hash", LEAST_COST, MOST_COST);
            return new Bcrypted(text);
        }

        static Bcrypted of(byte[] password, int cost) {
            return new Bcrypted(
                    BcryptFunction.getInstance(Bcrypt.B, cost).hash(password).getResult());
        }

        @Override
        public boolean matches(byte[] password) {
            boolean same = BcryptFunction.getInstanceFromHash(text).check(password, utf8(text));
            return same && password.length <= LONGEST_PASSWORD_BYTES;
        }

        @Override
        public String parameters() {
            return text.substring(0, 6);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Argon2id, version 19. */
    record Argon2Id(String text, int memoryKib, int iterations, int parallelism, int bytes) implements PasswordHash {
        static final int VERSION = 19;
        static final int LEAST_MEMORY_KIB = 8;
        static final int MOST_MEMORY_KIB = 1 << 20;
        static final int MOST_ITERATIONS = 16;
        static final int MOST_PARALLELISM = 16;

        private static final Pattern FORM = Pattern.compile(
                "\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=(\\d+)\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

        static Argon2Id read(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new IllegalArgumentException(
                        "an argon2id hash is $argon2id$v=19$m=...,t=...,p=...$salt$hash, both in base64 without =");
            }
            int parallelism = number(form.group(3), "the parallelism of an argon2id hash", 1, MOST_PARALLELISM);
            return new Argon2Id(
                    text,
                    number(
                            form.group(1),
                            "the memory of an argon2id hash",
                            LEAST_MEMORY_KIB * parallelism,
                            MOST_MEMORY_KIB),
                    number(form.group(2), "the iterations of an argon2id hash", 1, MOST_ITERATIONS),
                    parallelism,
                    Base64.getDecoder().decode(form.group(5)).length);
        }

        static Argon2Id of(byte[] password, byte[] salt, int memoryKib, int iterations, int parallelism) {
            int bytes = 32;
            Argon2Function function =
                    Argon2Function.getInstance(memoryKib, iterations, parallelism, bytes, Argon2.ID, VERSION);
            return read(function.hash(password, salt).getResult());
        }

        @Override
        public boolean matches(byte[] password) {
            return Argon2Function.getInstance(memoryKib, iterations, parallelism, bytes, Argon2.ID, VERSION)
                    .check(password, utf8(text));
        }

        @Override
        public String parameters() {
            return text.substring(0, text.indexOf("$", "$argon2id$v=19$".length()));
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
