package io.robustmq.placement.state.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.placement.state.RandomState;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.model.AclRule;
import io.robustmq.placement.state.model.BlockRule;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Replica;
import io.robustmq.placement.state.model.Schema;
import io.robustmq.placement.state.model.TopicAction;
import io.robustmq.placement.state.record.RecordBatch;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CodecsTest {

    @Property(tries = 3_000)
    void commandsComeBackAsTheyWent(@ForAll long seed) {
        Command command = new RandomState(seed).command();
        assertThat(CommandCodec.decode(CommandCodec.encode(command))).isEqualTo(command);
    }

    @Property(tries = 3_000)
    void batchesComeBackAsTheyWent(@ForAll long seed) {
        RecordBatch batch = new RandomState(seed).batch();
        assertThat(BatchCodec.decode(BatchCodec.encode(batch))).isEqualTo(batch);
    }

    @Property(tries = 300)
    void nothingThatIsCutOffOrTooLongIsRead(@ForAll long seed) {
        RandomState random = new RandomState(seed);
        cutOffAndTooLong(CommandCodec.encode(random.command()), CommandCodec::decode);
        cutOffAndTooLong(BatchCodec.encode(random.batch()), BatchCodec::decode);
    }

    private static void cutOffAndTooLong(byte[] bytes, Function<byte[], ?> decode) {
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> decode.apply(cut)).isInstanceOf(FormatException.class);
        }
        assertThatThrownBy(() -> decode.apply(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(FormatException.class);
    }

    /** Damage is either noticed or gives another command, which encodes to the damaged bytes: there is one way to write it. */
    @Property(tries = 3_000)
    void damageIsNoticedOrIsAnotherCommand(@ForAll long seed) {
        RandomState random = new RandomState(seed);
        damaged(CommandCodec.encode(random.command()), seed, CommandCodec::decode, CommandCodec::encode);
        damaged(BatchCodec.encode(random.batch()), seed, BatchCodec::decode, BatchCodec::encode);
    }

    private static <T> void damaged(byte[] bytes, long seed, Function<byte[], T> decode, Function<T, byte[]> encode) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20; i++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            T read;
            try {
                read = decode.apply(damaged);
            } catch (FormatException e) {
                continue;
            }
            // Addresses may come in any order and are written in that of their purposes.
            assertThat(decode.apply(encode.apply(read))).isEqualTo(read);
        }
    }

    @Property(tries = 2_000)
    void noiseIsRefusedWithoutAnyOtherException(@ForAll byte[] noise) {
        byte[] bytes = noise.clone();
        if (bytes.length > 0) {
            bytes[0] = Header.VERSION;
        }
        for (Function<byte[], ?> decode : Set.<Function<byte[], ?>>of(CommandCodec::decode, BatchCodec::decode)) {
            try {
                assertThat((Object) decode.apply(bytes)).isNotNull();
            } catch (FormatException e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void aCountThatLiesCostsNoMemory() {
        byte[] bytes = HexFormat.of().parseHex("0101" + "ffffffff07");
        assertThatThrownBy(() -> BatchCodec.decode(bytes))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("2147483647 more are needed");
    }

    @Test
    void aNewerVersionIsCalledSo() {
        assertThatThrownBy(() -> CommandCodec.decode(new byte[] {2, 1, 0}))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("newer version");
    }

    /** Bytes that lie on disks: whoever changes this test makes a new format. */
    @Test
    void aRegistrationHasTheseBytes() {
        Command command = new Command.RegisterNode(
                "k1", "n1", "c", Set.of(Node.Role.JOURNAL), Map.of("grpc", "h:1", "admin", "h:2"), "z", "0.1", 10_000);
        assertThat(HexFormat.of().formatHex(CommandCodec.encode(command)))
                .isEqualTo("01" + "02" + "026b31" // version, type, idempotency key
                        + "026e31" + "0163" + "02" // node id, cluster id, roles
                        + "02" + "0561646d696e" + "03683a32" + "0467727063" + "03683a31" // addresses, sorted
                        + "017a" + "03302e31" + "a09c01"); // zone, software version, lease
    }

    /** Constants are written as their places: they may get successors, and keep their order. */
    @Test
    void constantsKeepTheirPlaces() {
        assertThat(Node.Role.values()).startsWith(Node.Role.BROKER, Node.Role.JOURNAL);
        assertThat(Node.Duty.values()).startsWith(Node.Duty.SERVING, Node.Duty.DRAINING);
        assertThat(Replica.Role.values())
                .startsWith(Replica.Role.LEARNER, Replica.Role.VOTER, Replica.Role.LEAVING);
        assertThat(TopicAction.values())
                .startsWith(TopicAction.PUBLISH, TopicAction.SUBSCRIBE, TopicAction.PUBLISH_AND_SUBSCRIBE);
        assertThat(AclRule.Permission.values()).startsWith(AclRule.Permission.ALLOW, AclRule.Permission.DENY);
        assertThat(BlockRule.Target.values())
                .startsWith(
                        BlockRule.Target.CLIENT_ID,
                        BlockRule.Target.USERNAME,
                        BlockRule.Target.ADDRESS,
                        BlockRule.Target.CLIENT_ID_PATTERN,
                        BlockRule.Target.USERNAME_PATTERN);
        assertThat(Schema.Type.values()).startsWith(Schema.Type.JSON, Schema.Type.AVRO, Schema.Type.PROTOBUF);
        int code = 1;
        for (Kind kind : Kind.values()) {
            assertThat(kind.code()).isEqualTo(code);
            assertThat(Kind.ofCode(code++)).isEqualTo(kind);
        }
    }

    @Test
    void theFingerprintLeavesTheKeyOutAndNothingElse() {
        long first = CommandCodec.fingerprint(new Command.DeleteShardSet("k1", "mqtt"));
        assertThat(CommandCodec.fingerprint(new Command.DeleteShardSet("k2", "mqtt")))
                .isEqualTo(first);
        assertThat(CommandCodec.fingerprint(new Command.DeleteShardSet("k1", "mqtt2")))
                .isNotEqualTo(first);
        assertThat(CommandCodec.fingerprint(new Command.FormCluster("k1", "mqtt")))
                .isNotEqualTo(first);
    }
}
