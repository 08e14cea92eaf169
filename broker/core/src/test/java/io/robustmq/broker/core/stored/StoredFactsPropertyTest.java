package io.robustmq.broker.core.stored;

import static io.robustmq.broker.core.stored.Same.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every kind of fact comes back as it went; damaged bytes give another fact or a clear refusal, and nothing else. */
class StoredFactsPropertyTest {

    @Property(tries = 2000)
    void aFactComesBackAsItWent(@ForAll("facts") StoredFact fact) {
        assertSame(Facts.read(fact, fact.toBytes()), fact);
    }

    @Property(tries = 300)
    void aFactCutOffAnywhereIsRefused(@ForAll("facts") StoredFact fact) {
        byte[] bytes = fact.toBytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Facts.read(fact, cut)).isInstanceOf(StoredFormatException.class);
        }
    }

    @Property(tries = 300)
    void aFactWithMoreBehindItIsRefused(@ForAll("facts") StoredFact fact, @ForAll byte more) {
        byte[] bytes = fact.toBytes();
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = more;
        assertThatThrownBy(() -> Facts.read(fact, longer))
                .isInstanceOf(StoredFormatException.class)
                .hasMessageContaining("1 bytes too many");
    }

    @Property(tries = 300)
    void aFlippedBitGivesAFactThatCanBeStoredAgainOrIsRefused(@ForAll("facts") StoredFact fact) {
        byte[] bytes = fact.toBytes();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            StoredFact other;
            try {
                other = Facts.read(fact, flipped);
            } catch (StoredFormatException e) {
                assertThat(e).hasMessageContaining("cannot be read: ");
                continue;
            }
            assertThat(Facts.read(fact, other.toBytes()).toBytes()).isEqualTo(other.toBytes());
        }
    }

    @Property(tries = 2000)
    void anyBytesAtAllGiveAFactOrAreRefused(@ForAll("facts") StoredFact kind, @ForAll byte[] noise) {
        byte[] bytes = noise.clone();
        if (bytes.length > 0) {
            bytes[0] = 1; // else nearly all would fail at the version
        }
        try {
            StoredFact read = Facts.read(kind, bytes);
            assertThat(Facts.read(kind, read.toBytes()).toBytes()).isEqualTo(read.toBytes());
        } catch (StoredFormatException e) {
            assertThat(e).hasMessageContaining("cannot be read: ");
        }
    }

    @Property(tries = 200)
    void aFactOfANewerFormatIsRefusedAsSuch(@ForAll("facts") StoredFact fact) {
        byte[] bytes = fact.toBytes();
        bytes[0] = 100;
        assertThatThrownBy(() -> Facts.read(fact, bytes))
                .isInstanceOf(StoredFormatException.class)
                .hasMessageContaining("written by a newer version");
    }

    @Provide
    Arbitrary<StoredFact> facts() {
        return Facts.facts();
    }
}
