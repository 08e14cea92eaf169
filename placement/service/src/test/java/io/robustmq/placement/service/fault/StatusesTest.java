package io.robustmq.placement.service.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusesTest {

    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

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

    /** Headers have 8 KiB, in which the text is percent-encoded and the detail in base 64. */
    @Test
    void whatACallerSentDoesNotMakeTheAnswerTooLargeForHeaders() throws Exception {
        String name = "\uD83D\uDE00".repeat(50_000);
        StatusRuntimeException status = Statuses.of(Fault.field(Reason.NOT_FOUND, name, name + " is not there", name));
        byte[] detail = Objects.requireNonNull(
                Objects.requireNonNull(status.getTrailers()).get(DETAILS));
        int encoded = URLEncoder.encode(
                        Objects.requireNonNull(status.getStatus().getDescription()), StandardCharsets.UTF_8)
                .length();
        assertThat(detail.length * 4 / 3 + encoded).isLessThan(7_000);
        assertThat(Objects.requireNonNull(StatusProto.fromThrowable(status))
                        .getDetails(0)
                        .unpack(PlacementError.class)
                        .getReason())
                .isEqualTo(Reason.NOT_FOUND);
    }
}
