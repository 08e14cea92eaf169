package io.robustmq.journal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.journal.api.v1.Change;
import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.api.v1.Receipt;
import io.robustmq.journal.api.v1.Remembered;
import org.junit.jupiter.api.Test;

/** What must not change once it is spoken or stored. */
class ContractTest {

    @Test
    void reasonsKeepTheirNumbers() {
        assertThat(Reason.INVALID_FIELD.getNumber()).isEqualTo(1);
        assertThat(Reason.UNKNOWN_SHARD.getNumber()).isEqualTo(20);
        assertThat(Reason.OUT_OF_SEQUENCE.getNumber()).isEqualTo(21);
        assertThat(Reason.NOT_LEADER.getNumber()).isEqualTo(40);
        assertThat(Reason.STORAGE_FAILED.getNumber()).isEqualTo(46);
    }

    @Test
    void whatIsStoredKeepsItsNumbers() {
        assertThat(Receipt.SHARD_FIELD_NUMBER).isEqualTo(1);
        assertThat(Receipt.PRODUCER_FIELD_NUMBER).isEqualTo(2);
        assertThat(Receipt.SEQUENCE_FIELD_NUMBER).isEqualTo(3);
        assertThat(Receipt.RECORDS_FIELD_NUMBER).isEqualTo(4);
        assertThat(Receipt.REFUSED_FIELD_NUMBER).isEqualTo(5);
        assertThat(Receipt.CHANGES_FIELD_NUMBER).isEqualTo(6);
        assertThat(Receipt.TRIM_BEFORE_FIELD_NUMBER).isEqualTo(7);
        assertThat(Remembered.ANSWERS_FIELD_NUMBER).isEqualTo(1);
        assertThat(Change.PUT_FIELD_NUMBER).isEqualTo(1);
        assertThat(Change.DELETE_RANGE_FIELD_NUMBER).isEqualTo(3);
    }
}
