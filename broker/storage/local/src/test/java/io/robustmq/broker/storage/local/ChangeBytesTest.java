package io.robustmq.broker.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeBytesTest {
    private static final StateChange PUT = new StateChange.Put(new byte[] {'k'}, new byte[] {'v', 'w'});
    private static final StateChange DELETE = new StateChange.Delete(new byte[] {'k', 0});
    private static final StateChange RANGE = new StateChange.DeleteRange(new byte[0], new byte[] {-1});
    private static final StateChange REQUIRE = new StateChange.Require(new byte[] {'k'}, null);

    @Test
    void theLayoutIsWhatItIs() {
        assertThat(HexFormat.of().formatHex(ChangeBytes.encode(List.of(PUT, REQUIRE, DELETE, RANGE))))
                .isEqualTo("01" + "0001" + "6b" + "00000002" + "7677" // put
                        + "02" + "0002" + "6b00" // delete
                        + "03" + "0000" + "00000001" + "ff"); // delete range
    }

    @Test
    void changesComeBackInOrderWithoutRequirements() {
        List<StateChange> back = ChangeBytes.decode(ChangeBytes.encode(List.of(RANGE, REQUIRE, PUT, DELETE)));

        assertThat(back).hasSize(3);
        assertThat(((StateChange.DeleteRange) back.get(0)).to()).containsExactly(-1);
        assertThat(((StateChange.Put) back.get(1)).value()).containsExactly('v', 'w');
        assertThat(((StateChange.Delete) back.get(2)).key()).containsExactly('k', 0);
    }

    @Test
    void requirementsAloneChangeNothing() {
        assertThat(ChangeBytes.changesAnything(List.of(REQUIRE))).isFalse();
        assertThat(ChangeBytes.changesAnything(List.of(REQUIRE, DELETE))).isTrue();
    }

    @Test
    void whatIsCutOrUnknownIsRefused() {
        byte[] bytes = ChangeBytes.encode(List.of(PUT));
        for (int length = 1; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ChangeBytes.decode(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(StorageException.class);
        }
        assertThatThrownBy(() -> ChangeBytes.decode(new byte[] {9, 0, 0})).isInstanceOf(StorageException.class);
    }
}
