package io.robustmq.broker.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.settings.Settings;
import io.robustmq.broker.server.config.load.BindPolicy;
import io.robustmq.broker.server.config.load.CoreSettings;
import io.robustmq.broker.server.config.storage.LocalStorageConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The defaults that users and other programs rely on. A change here is a change for all of them. */
class DefaultsTest {

    private final BrokerConfig config = Sources.none().load();
    private final Settings settings = CoreSettings.of(config);

    @Test
    void theUsualPortsAreOpen() {
        assertThat(config.network().tcpPort()).hasValue(1883);
        assertThat(config.network().tcpsPort()).hasValue(8883);
        assertThat(config.network().websocketPort()).hasValue(8083);
        assertThat(config.network().websocketsPort()).hasValue(8084);
        assertThat(config.network().websocketPath()).isEqualTo("/mqtt");
        assertThat(config.management().port()).isEqualTo(9000);
    }

    @Test
    void withoutAuthenticationOnlyThisMachineIsServedAndAnonymousClientsMayConnect() {
        assertThat(BindPolicy.mqttAddress(config).isLoopbackAddress()).isTrue();
        assertThat(BindPolicy.isLoopbackForSafety(config)).isTrue();
        assertThat(BindPolicy.allowsAnonymous(config)).isTrue();
    }

    @Test
    void clientsAreToldTheLimitsOfTheDesign() {
        assertThat(settings.protocol().maximumPacketBytes()).isEqualTo(10 * 1024 * 1024);
        assertThat(settings.protocol().receiveMaximum()).isEqualTo(1024);
        assertThat(settings.protocol().topicAliasMaximum()).isEqualTo(65_535);
        assertThat(settings.protocol().maximumQos()).isEqualTo(2);
        assertThat(settings.protocol().maximumSessionExpirySeconds())
                .isEqualTo(Duration.ofDays(7).toSeconds());
        assertThat(settings.protocol().maximumMessageExpirySeconds())
                .isEqualTo(Duration.ofDays(7).toSeconds());
        assertThat(settings.protocol().maximumKeepAliveSeconds())
                .isEqualTo((int) Duration.ofHours(18).toSeconds());
    }

    @Test
    void memoryForQueuesIsAShareOfTheHeap() {
        long heap = Runtime.getRuntime().maxMemory();

        assertThat(settings.memory().queueBytes()).isBetween(heap / 3, heap / 2);
        assertThat(settings.retained().bytes()).isBetween(heap / 5, heap / 3);
    }

    @Test
    void whatIsAcknowledgedIsOnThisDisk() {
        assertThat(config.storage().type()).isEqualTo("local");
        assertThat(config.storage().local().fsync()).isEqualTo(LocalStorageConfig.Fsync.ALWAYS);
        assertThat(config.storage().retentionTime()).isEmpty();
        assertThat(config.storage().retentionBytes()).isEmpty();
    }
}
