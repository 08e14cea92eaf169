package io.robustmq.broker.storage.kit;

import static io.robustmq.broker.storage.kit.Records.bytes;
import static io.robustmq.broker.storage.kit.Records.payloads;
import static io.robustmq.broker.storage.kit.Records.readAll;
import static io.robustmq.broker.storage.kit.Records.record;
import static io.robustmq.broker.storage.kit.Records.text;
import static io.robustmq.broker.storage.kit.Records.write;
import static io.robustmq.broker.storage.kit.Records.writeMany;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.TopicSelection.Range;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reading some of the topics of a log. */
public interface TopicTests extends OnBench {

    private List<String> read(TopicSelection topics) {
        return payloads(readAll(shard(), 0, topics, 3));
    }

    @Test
    default void readsOneTopic() {
        write(shard(), record("a", "1"), record("b", "2"), record("a", "3"), record("c", "4"));

        assertThat(read(Topics.exactly("a"))).containsExactly("1", "3");
        assertThat(read(Topics.exactly("c"))).containsExactly("4");
        assertThat(read(Topics.exactly("d"))).isEmpty();
    }

    @Test
    default void readsSomeTopicsInTheOrderOfTheLog() {
        write(shard(), record("z", "1"), record("b", "2"), record("a", "3"), record("z", "4"), record("a", "5"));

        assertThat(read(Topics.exactly("a", "z"))).containsExactly("1", "3", "4", "5");
    }

    @Test
    default void readsWhatBeginsAlike() {
        write(shard(), record("plant", "1"), record("plant/1", "2"), record("plants", "3"), record("plan", "4"));
        write(shard(), record("plant/2/t", "5"), record("plant/", "6"), record("q", "7"));

        assertThat(read(Topics.startingWith("plant/"))).containsExactly("2", "5", "6");
        assertThat(read(Topics.startingWith("plant"))).containsExactly("1", "2", "3", "5", "6");
        assertThat(read(Topics.startingWith("x"))).isEmpty();
    }

    @Test
    default void readsWhatAConditionHoldsFor() {
        write(shard(), record("plant/1/t", "1"), record("plant/1/p", "2"), record("plant/2/t", "3"));
        write(shard(), record("other/1/t", "4"));
        TopicSelection temperatures = Topics.in(List.of(Range.startingWith(bytes("plant/"))), topic -> text(topic)
                .endsWith("/t"));

        assertThat(read(temperatures)).containsExactly("1", "3");
    }

    @Test
    default void aRangeHasBothItsEnds() {
        for (String topic : List.of("a", "b", "ba", "c", "d", "e")) {
            write(shard(), record(topic, topic));
        }

        assertThat(read(Topics.in(List.of(new Range(bytes("b"), bytes("d"))), topic -> true)))
                .containsExactly("b", "ba", "c", "d");
        assertThat(read(Topics.in(List.of(new Range(bytes("d"), new byte[0])), topic -> true)))
                .containsExactly("d", "e");
    }

    @Test
    default void noRangesWantNothingAndComeToTheEnd() {
        writeMany(shard(), "a", 0, 50);

        assertThat(read(Topics.in(List.of(), topic -> true))).isEmpty();
    }

    @Test
    default void topicsThatLookAlikeAreKeptApart() {
        List<byte[]> alike = List.of(
                new byte[] {'a'},
                new byte[] {'a', 0},
                new byte[] {'a', 0, 0},
                new byte[] {'a', 0, 1},
                new byte[] {'a', 0, (byte) 0xFF},
                new byte[] {'a', 1},
                new byte[] {'a', (byte) 0xFF},
                new byte[] {0},
                new byte[] {(byte) 0xFF, (byte) 0xFF});
        for (int i = 0; i < alike.size(); i++) {
            write(shard(), new LogRecord(0, alike.get(i), null, List.of(), bytes("" + i)));
        }

        for (int i = 0; i < alike.size(); i++) {
            assertThat(read(Topics.exactly(alike.get(i)))).containsExactly("" + i);
        }
        assertThat(read(Topics.in(List.of(new Range(alike.get(1), alike.get(4))), topic -> true)))
                .containsExactly("1", "2", "3", "4");
    }

    @Test
    default void theLongestTopicIsOne() {
        String longest = "x".repeat(65_535);
        write(shard(), record(longest, "1"), record(longest.substring(1), "2"));

        assertThat(read(Topics.exactly(longest))).containsExactly("1");
    }

    @Test
    default void readingTopicsBeginsInTheMiddle() {
        for (int i = 0; i < 60; i++) {
            write(shard(), record(i % 3 == 0 ? "a" : "b", "" + i));
        }
        long middle = readAll(shard()).get(30).offset();

        assertThat(payloads(readAll(shard(), middle + 1, Topics.exactly("a"), 4)))
                .containsExactly("33", "36", "39", "42", "45", "48", "51", "54", "57");
    }

    @Test
    default void aRareTopicIsFoundAmongManyRecords() {
        write(shard(), record("rare", "first"));
        writeMany(shard(), "common", 0, 3_000);
        write(shard(), record("rare", "last"));

        assertThat(read(Topics.exactly("rare"))).containsExactly("first", "last");
    }

    @Test
    default void manyTopicsAreReadInTheOrderOfTheLog() {
        int topics = 2_500;
        List<LogRecord> records = IntStream.range(0, topics)
                .mapToObj(i -> record("many/" + (i * 7_919L % topics), "" + i))
                .toList();
        for (int i = 0; i < topics; i += 100) {
            write(shard(), records.subList(i, i + 100).toArray(LogRecord[]::new));
        }

        assertThat(payloads(readAll(shard(), 0, Topics.startingWith("many/"), 500)))
                .isEqualTo(IntStream.range(0, topics).mapToObj(i -> "" + i).toList());
    }

    @Test
    default void aPageOfTopicsAtTheEndSaysWhereNewOnesCome() {
        write(shard(), record("a", "1"), record("b", "2"));
        RecordPage page = Answers.of(shard().read(new ReadRequest(0, Topics.exactly("a"), 10, 1_000)));
        while (!page.atEnd()) {
            page = Answers.of(shard().read(new ReadRequest(page.nextOffset(), Topics.exactly("a"), 10, 1_000)));
        }
        write(shard(), record("b", "3"), record("a", "4"));

        assertThat(payloads(readAll(shard(), page.nextOffset(), Topics.exactly("a"), 10)))
                .containsExactly("4");
    }
}
