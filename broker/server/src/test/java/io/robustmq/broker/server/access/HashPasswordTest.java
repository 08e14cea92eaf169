package io.robustmq.broker.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashPasswordTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"--bcrypt 4", "--bcrypt", "--argon2id", "--argon2id --no-scram", "--bcrypt 4 --scram 5000"})
    void printsAnEntryTheAccessFileTakes(String options, @TempDir Path folder) throws IOException {
        assertThat(run("geheim\n", (options + " --user alice").split(" "))).isZero();

        Path file = Files.write(folder.resolve("access.toml"), out.toByteArray());
        User user = AccessFile.read(file, false).users().getFirst();
        assertThat(user.name()).isEqualTo("alice");
        assertThat(user.password()).isNotNull();
        assertThat(user.password().matches("geheim".getBytes(UTF_8))).isTrue();
        assertThat(user.scram() == null).isEqualTo(options.contains("--no-scram"));
    }

    @Test
    void quotesTheNameOfTheUser(@TempDir Path folder) throws IOException {
        String name = "a \"quoted\\\" ü\tname";

        assertThat(run("geheim", "--no-password", "--user", name)).isZero();

        Path file = Files.write(folder.resolve("access.toml"), out.toByteArray());
        assertThat(AccessFile.read(file, false).users().getFirst().name()).isEqualTo(name);
    }

    @Test
    void theInputsLineEndIsNoPartOfThePassword() throws IOException {
        run("geheim\r\nmore\n", "--bcrypt", "4", "--no-scram");

        String hash = out.toString(UTF_8).replaceAll("password = \"(.*)\"\\s*", "$1");
        assertThat(PasswordHash.parse(hash).matches("geheim".getBytes(UTF_8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--nonsense", "--user", "--bcrypt 3", "--bcrypt x", "--scram 100", "--no-password --no-scram"})
    void explainsItselfWhenMisused(String options) throws IOException {
        assertThat(run("geheim\n", options.split(" "))).isEqualTo(64);
        assertThat(err.toString(UTF_8)).contains("HashPassword [--user NAME]");
        assertThat(out.size()).isZero();
    }

    @Test
    void refusesPasswordsThatWouldNotWork() throws IOException {
        assertThat(run("\n")).isEqualTo(65);
        assertThat(run("")).isEqualTo(65);
        assertThat(run("x".repeat(73) + "\n")).isEqualTo(65);
        assertThat(run("bell\u0007\n", "--argon2id")).isEqualTo(65);
        assertThat(err.toString(UTF_8))
                .contains("the password is empty", "use --argon2id", "control characters")
                .doesNotContain("xxx");
    }

    private int run(String input, String... arguments) throws IOException {
        return HashPassword.run(
                arguments,
                null,
                new StringReader(input),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }
}
