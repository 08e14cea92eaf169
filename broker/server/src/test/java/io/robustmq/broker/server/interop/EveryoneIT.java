package io.robustmq.broker.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients of all kinds and versions talk to each other. */
class EveryoneIT extends InteropTest {

    @ParameterizedTest
    @EnumSource
    void everybodyHearsEverybody(Transport transport) throws Exception {
        String topic = unique("everyone");
        List<ClientKind> kinds = Arrays.stream(ClientKind.values())
                .filter(kind -> kind.whyMissing() == null && kind.transports().contains(transport))
                .toList();
        List<ForeignClient> all = new ArrayList<>();
        for (ClientKind kind : kinds) {
            ForeignClient client = connect(kind, transport);
            client.subscribe(topic, 2);
            all.add(client);
        }
        for (int i = 0; i < all.size(); i++) {
            Letter letter = Letter.of(topic, "from " + kinds.get(i), 2);
            all.get(i).publish(letter);
            for (ForeignClient client : all) {
                expect(client, letter);
            }
        }
        assertThat(all).hasSizeGreaterThan(4);
    }
}
