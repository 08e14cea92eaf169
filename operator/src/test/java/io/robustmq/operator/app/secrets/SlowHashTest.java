package io.robustmq.operator.app.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import com.password4j.Argon2Function;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SlowHashTest {
    private static final byte[] SALT = "sixteen bytes of".getBytes(StandardCharsets.UTF_8);

    @Test
    void itIsOfTheFormThatBrokersReadAndOfThePassword() {
        String hash = SlowHash.of("opénsesame", SALT);

        assertThat(hash).matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
        assertThat(matches("opénsesame", hash)).isTrue();
        assertThat(matches("opensesame", hash)).isFalse();
    }

    private static boolean matches(String password, String hash) {
        return Argon2Function.getInstanceFromHash(hash).check(password, hash);
    }
}
