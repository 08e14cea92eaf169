package io.robustmq.broker.server.access;

import io.robustmq.broker.server.access.PasswordHash.Argon2Id;
import io.robustmq.broker.server.access.PasswordHash.Bcrypted;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The command that makes the lines of the access file for a password, which it reads from the terminal without showing it,
 * or as the first line of its input. The documentation's page on access has the command line.
 */
public final class HashPassword {
    private static final String USAGE = """
            HashPassword [--user NAME] [--bcrypt [COST] | --argon2id | --no-password] [--scram [ITERATIONS] | --no-scram]

            Reads a password and prints what the access file keeps of it.
              --user NAME            prints a whole [[user]] entry
              --bcrypt [COST]        bcrypt, cost 4 to 16; the default, with cost 10
              --argon2id             argon2id with 19 MiB, 2 iterations, 1 lane
              --no-password          no hash: the user comes by SCRAM-SHA-256 only
              --scram [ITERATIONS]   a SCRAM-SHA-256 verifier; the default, with 4096 iterations
              --no-scram             no verifier: the user comes by password only
            """;

    private static final int USAGE_ERROR = 64;
    private static final int DATA_ERROR = 65;
    private static final int SALT_BYTES = 16;
    private static final int BCRYPT_COST = 10;
    private static final int ARGON2_MEMORY_KIB = 19 * 1024;
    private static final int ARGON2_ITERATIONS = 2;

    private enum Algorithm {
        BCRYPT,
        ARGON2ID,
        NONE
    }

    private @Nullable String user;
    private Algorithm algorithm = Algorithm.BCRYPT;
    private int bcryptCost = BCRYPT_COST;
    private int scramIterations = ScramVerifier.LEAST_ITERATIONS;

    private HashPassword() {}

    public static void main(String[] arguments) throws IOException {
        // Whatever the hashing library has to log is not for the one who pipes our output into a file.
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        Console terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .orElse(null);
        Reader input = new InputStreamReader(System.in, StandardCharsets.UTF_8);
        System.exit(run(arguments, terminal, input, System.out, System.err));
    }

    /** @return the exit code: 0, 64 for a wrong command line, 65 for a password that cannot be used */
    static int run(String[] arguments, @Nullable Console console, Reader input, PrintStream out, PrintStream err)
            throws IOException {
        HashPassword command = new HashPassword();
        try {
            command.parse(new ArrayList<>(List.of(arguments)));
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.print(USAGE);
            return USAGE_ERROR;
        }
        try {
            String password = console == null ? new BufferedReader(input).readLine() : ask(console);
            if (password == null || password.isEmpty()) {
                throw new IllegalArgumentException("is empty");
            }
            command.lines(password).forEach(out::println);
            return 0;
        } catch (IllegalArgumentException e) {
            err.println("the password " + e.getMessage());
            return DATA_ERROR;
        }
    }

    private static String ask(Console console) {
        String password = new String(console.readPassword("Password: "));
        if (!password.equals(new String(console.readPassword("Again: ")))) {
            throw new IllegalArgumentException("was not the same twice");
        }
        return password;
    }

    private void parse(List<String> left) {
        while (!left.isEmpty()) {
            String option = left.removeFirst();
            switch (option) {
                case "--user" -> user = value(left, option);
                case "--bcrypt" -> {
                    algorithm = Algorithm.BCRYPT;
                    bcryptCost = number(left, option, Bcrypted.LEAST_COST, Bcrypted.MOST_COST, BCRYPT_COST);
                }
                case "--argon2id" -> algorithm = Algorithm.ARGON2ID;
                case "--no-password" -> algorithm = Algorithm.NONE;
                case "--scram" ->
                    scramIterations = number(
                            left,
                            option,
                            ScramVerifier.LEAST_ITERATIONS,
                            ScramVerifier.MOST_ITERATIONS,
                            ScramVerifier.LEAST_ITERATIONS);
                case "--no-scram" -> scramIterations = 0;
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        if (algorithm == Algorithm.NONE && scramIterations == 0) {
            throw new IllegalArgumentException("neither a password nor a verifier: nothing to do");
        }
    }

    private static String value(List<String> left, String option) {
        if (left.isEmpty() || left.getFirst().isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.removeFirst();
    }

    private static int number(List<String> left, String option, int least, int most, int otherwise) {
        if (left.isEmpty() || left.getFirst().startsWith("--")) {
            return otherwise;
        }
        String text = left.removeFirst();
        int number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw new IllegalArgumentException(option + " takes a number from " + least + " to " + most);
        }
        return number;
    }

    private List<String> lines(String password) {
        List<String> lines = new ArrayList<>();
        if (user != null) {
            lines.add("[[user]]");
            lines.add("name = " + quoted(user));
        }
        PasswordHash hash = hash(password.getBytes(StandardCharsets.UTF_8));
        if (hash != null) {
            lines.add("password = " + quoted(hash.toString()));
        }
        if (scramIterations > 0) {
            ScramVerifier verifier = ScramVerifier.of(password, salt(), scramIterations);
            lines.add("scram_sha_256 = " + quoted(verifier.toString()));
        }
        return lines;
    }

    private @Nullable PasswordHash hash(byte[] password) {
        return switch (algorithm) {
            case NONE -> null;
            case ARGON2ID -> Argon2Id.of(password, salt(), ARGON2_MEMORY_KIB, ARGON2_ITERATIONS, 1);
            case BCRYPT -> {
                if (password.length > Bcrypted.LONGEST_PASSWORD_BYTES) {
                    throw new IllegalArgumentException("has more than the " + Bcrypted.LONGEST_PASSWORD_BYTES
                            + " bytes that bcrypt looks at; use --argon2id");
                }
                yield Bcrypted.of(password, bcryptCost);
            }
        };
    }

    private static byte[] salt() {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return salt;
    }

    /** As TOML writes a text. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < 0x20 || c == 0x7F) {
                quoted.append("\\u%04x".formatted(c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
