package io.robustmq.operator.app.secrets;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;

/**
 * What a broker keeps of a password that clients send as it is: {@code $argon2id$v=19$m=KIB,t=ROUNDS,p=LANES$SALT$HASH}.
 *
 * <p>Source: RFC 9106 §4; memory and rounds are those that OWASP names as the least.
 */
final class SlowHash {
    private static final Argon2Function ARGON2ID = Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID, 19);

    private SlowHash() {}

    /** Takes some tens of milliseconds. */
    static String of(String password, byte[] salt) {
        return ARGON2ID.hash(password.getBytes(StandardCharsets.UTF_8), salt).getResult();
    }
}
