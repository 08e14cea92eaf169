package io.robustmq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    @ParameterizedTest
    @CsvSource({
        "tcp_port, tcp_port, 0",
        "tpc_port, tcp_port, 1",
        "tcpport, tcp_port, 1",
        "tcp_portt, tcp_port, 1",
        "top_port, tcp_port, 1",
        "'', abc, 3",
        "kitten, sitting, 3"
    })
    void insertionsDeletionsReplacementsAndSwapsCountOne(String from, String to, int distance) {
        assertThat(NearestName.distance(from, to)).isEqualTo(distance);
        assertThat(NearestName.distance(to, from)).isEqualTo(distance);
    }

    @Test
    void oneLetterInFourMayBeWrong() {
        assertThat(NearestName.of("rocksbd", List.of("rocksdb", "local"))).contains("rocksdb");
        assertThat(NearestName.of("roksbdx", List.of("rocksdb", "local"))).isEmpty();
    }

    @Test
    void wordsMayBeLeftOut() {
        assertThat(NearestName.of("tcp_port", List.of("network.tcp_port", "network.bind_address")))
                .contains("network.tcp_port");
        assertThat(NearestName.of("port_tcp", List.of("network.tcp_port"))).isEmpty();
    }

    @Test
    void ofSeveralTheNearestIsNamedThenTheFirst() {
        assertThat(NearestName.of("tcp_porx", List.of("tcps_port", "tcp_port"))).contains("tcp_port");
        assertThat(NearestName.of("b", List.of("c", "a"))).contains("a");
    }
}
