package io.robustmq.broker.mqtt.codec.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.MalformedPacketException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Utf8Test {

    private static boolean isAccepted(byte[] bytes) {
        try {
            Utf8.requireWellFormed(bytes);
            return true;
        } catch (MalformedPacketException _) {
            return false;
        }
    }

    /** What the JDK thinks, and no U+0000. */
    private static boolean isWellFormed(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .chars()
                    .allMatch(c -> c != 0);
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    private static void check(byte[] bytes) {
        if (isAccepted(bytes) != isWellFormed(bytes)) {
            assertThat(isAccepted(bytes)).as(Arrays.toString(bytes)).isEqualTo(isWellFormed(bytes));
        }
    }

    @Test
    void agreesWithTheJdkOnAllPairsOfBytes() {
        for (int pair = 0; pair < 65_536; pair++) {
            check(new byte[] {(byte) (pair >> 8), (byte) pair});
        }
    }

    @Test
    void acceptsEveryCharacterButNulAndSurrogates() {
        for (int point = 1; point <= Character.MAX_CODE_POINT; point++) {
            boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            if (!surrogate && !isAccepted(Character.toString(point).getBytes(StandardCharsets.UTF_8))) {
                assertThat(point).as("a character that was refused").isNull();
            }
        }
    }

    @Test
    void agreesWithTheJdkWhereverACharacterIsDamaged() {
        SplittableRandom random = new SplittableRandom(1);
        byte[] text = "plain text, Ærø, €, 😀 and plain text again".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 200_000; i++) {
            int from = random.nextInt(text.length);
            byte[] bytes = Arrays.copyOfRange(text, from, from + random.nextInt(text.length - from) + 1);
            if (random.nextInt(4) > 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            check(bytes);
        }
    }

    @Test
    void findsNulAtEveryPlace() {
        for (int at = 0; at < 40; at++) {
            byte[] bytes = new byte[40];
            Arrays.fill(bytes, (byte) 'a');
            assertThat(isAccepted(bytes)).isTrue();
            bytes[at] = 0;
            assertThat(isAccepted(bytes)).isFalse();
        }
    }
}
