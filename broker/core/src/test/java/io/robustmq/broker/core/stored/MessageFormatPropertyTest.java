package io.robustmq.broker.core.stored;

import static io.robustmq.broker.core.stored.Same.assertSame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.LogRecord.Header;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A message goes through a log, or by itself, without a change. */
class MessageFormatPropertyTest {

    @Property(tries = 2000)
    void aMessageComesOutOfALogAsItWentIn(@ForAll("messages") Message message, @ForAll long wallMillis) {
        assertSame(MessageFormat.toMessage(MessageFormat.toRecord(message, wallMillis)), message);
    }

    @Property(tries = 1000)
    void aMessageByItselfComesBackAsItWent(@ForAll("messages") Message message) {
        assertSame(MessageFormat.toMessage(MessageFormat.toBytes(message)), message);
    }

    @Property
    void aRecordSharesItsArraysWithTheMessage(@ForAll("messages") Message message, @ForAll long wallMillis) {
        LogRecord record = MessageFormat.toRecord(message, wallMillis);
        assertThat(record.timestampMillis()).isEqualTo(wallMillis);
        assertThat(record.key()).isNull();
        assertThat(record.topic()).isSameAs(message.topic().utf8());
        assertThat(record.value()).isSameAs(message.payload());
        Message back = MessageFormat.toMessage(record);
        assertThat(back.topic().utf8()).isSameAs(record.topic());
        assertThat(back.payload()).isSameAs(record.value());
    }

    @Property
    void userPropertiesAreHeadersForEveryoneBehindOurs(@ForAll("messages") Message message) {
        List<Header> headers = MessageFormat.toRecord(message, 0).headers();
        assertThat(headers.get(0).name()).isEqualTo("mqtt");
        assertThat(headers.subList(1, headers.size()).stream()
                        .map(header -> new UserProperty(header.name(), new String(header.value(), UTF_8))))
                .containsExactlyElementsOf(message.properties().userProperties());
    }

    @Property(tries = 300)
    void aRecordsHeaderCutOffAnywhereIsRefused(@ForAll("messages") Message message) {
        LogRecord record = MessageFormat.toRecord(message, 0);
        byte[] header = record.headers().get(0).value();
        for (int length = 0; length < header.length; length++) {
            LogRecord cut = withHeader(record, Arrays.copyOf(header, length));
            assertThatThrownBy(() -> MessageFormat.toMessage(cut)).isInstanceOf(StoredFormatException.class);
        }
    }

    @Property(tries = 300)
    void aFlippedBitInARecordsHeaderGivesAMessageOrIsRefused(@ForAll("messages") Message message) {
        LogRecord record = MessageFormat.toRecord(message, 0);
        byte[] header = record.headers().get(0).value();
        for (int bit = 0; bit < header.length * 8; bit++) {
            byte[] flipped = header.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                Message other = MessageFormat.toMessage(withHeader(record, flipped));
                byte[] bytes = MessageFormat.toBytes(other);
                assertThat(MessageFormat.toBytes(MessageFormat.toMessage(bytes)))
                        .isEqualTo(bytes);
            } catch (StoredFormatException e) {
                assertThat(e).hasMessageContaining("a stored message cannot be read: ");
            }
        }
    }

    private static LogRecord withHeader(LogRecord record, byte[] header) {
        List<Header> headers = new ArrayList<>(record.headers());
        headers.set(0, new Header(MessageFormat.HEADER, header));
        return new LogRecord(record.timestampMillis(), record.topic(), null, headers, record.value());
    }

    @Provide
    Arbitrary<Message> messages() {
        return Facts.messages();
    }
}
