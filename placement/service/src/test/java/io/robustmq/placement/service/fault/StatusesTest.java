package io.robustmq.placement.service.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.robustmq.placement.api.v1.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusesTest {

    private final Logger logger = Logger.getLogger(Statuses.class.getName());
    private final List<LogRecord> logged = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            logged.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    @Test
    void aDefectIsLoggedWithItsStackAndAFaultIsNot() {
        Statuses.of(Fault.of(Reason.NO_QUORUM, "no majority", "later"));
        assertThat(logged).isEmpty();
        IllegalStateException defect = new IllegalStateException("should not be");
        assertThat(Statuses.of(new CompletionException(defect)).getStatus().getCode())
                .isEqualTo(Code.INTERNAL);
        assertThat(logged).singleElement().extracting(LogRecord::getThrown).isEqualTo(defect);
    }
}
