package io.robustmq.journal.server.rpc;

import com.google.protobuf.ByteString;
import io.robustmq.journal.api.v1.Change;
import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.api.v1.Record;
import io.robustmq.journal.api.v1.Write;
import io.robustmq.journal.server.lead.JournalFault;
import java.util.List;

/** Whether what is to be written can be. */
final class Checks {
    private static final int MAX_TOPIC_BYTES = 65_535;
    private static final int MAX_RECORD_KEY_BYTES = 32_767;
    private static final int MAX_HEADERS = 65_535;
    private static final int MAX_KEY_BYTES = 1_024;
    private static final int MAX_VALUE_BYTES = 16 << 20;

    private Checks() {}

    /** @throws JournalFault INVALID_FIELD or TOO_LARGE */
    static void requireSound(List<Write> writes) {
        for (Write write : writes) {
            write.getRecordsList().forEach(Checks::requireSound);
            write.getChangesList().forEach(Checks::requireSound);
        }
    }

    private static void requireSound(Record record) {
        require("topic", record.getTopic().size(), 1, MAX_TOPIC_BYTES);
        require("key", record.getKey().size(), 0, MAX_RECORD_KEY_BYTES);
        require("headers", record.getHeadersCount(), 0, MAX_HEADERS);
        record.getHeadersList()
                .forEach(
                        header -> require("header's name", header.getNameBytes().size(), 0, MAX_TOPIC_BYTES));
    }

    private static void requireSound(Change change) {
        switch (change.getKindCase()) {
            case PUT -> {
                requireKey(change.getPut().getKey());
                require("value", change.getPut().getValue().size(), 0, MAX_VALUE_BYTES);
            }
            case DELETE -> requireKey(change.getDelete().getKey());
            case REQUIRE -> requireKey(change.getRequire().getKey());
            case DELETE_RANGE -> {}
            case KIND_NOT_SET ->
                throw JournalFault.of(Reason.INVALID_FIELD, "a change of a kind this server does not know");
        }
    }

    private static void requireKey(ByteString key) {
        require("key", key.size(), 1, MAX_KEY_BYTES);
    }

    private static void require(String what, int size, int least, int most) {
        if (size < least || size > most) {
            throw JournalFault.of(
                    Reason.INVALID_FIELD, "a " + what + " of size " + size + ", not " + least + " to " + most);
        }
    }
}
