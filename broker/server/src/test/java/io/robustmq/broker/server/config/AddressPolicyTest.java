package io.robustmq.broker.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.server.config.load.BindPolicy;
import io.robustmq.config.InvalidConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody opens an unprotected broker to the world without saying so. */
class AddressPolicyTest {

    @TempDir
    Path folder;

    @Test
    void withUsersTheBrokerListensOnAllInterfacesAndTurnsAnonymousClientsAway() throws Exception {
        BrokerConfig config = Sources.environment("ROBUSTMQ_AUTH_FILE", users()).load();

        assertThat(BindPolicy.mqttAddress(config).isAnyLocalAddress()).isTrue();
        assertThat(BindPolicy.allowsAnonymous(config)).isFalse();
    }

    @Test
    void withUsersAnAddressMayStillBeChosen() throws Exception {
        BrokerConfig config = Sources.environment(
                        "ROBUSTMQ_AUTH_FILE", users(), "ROBUSTMQ_NETWORK_BIND_ADDRESS", "127.0.0.2")
                .load();

        assertThat(BindPolicy.mqttAddress(config).getHostAddress()).isEqualTo("127.0.0.2");
    }

    @Test
    void thePortForUsersMeansThatThereAreUsers() {
        BrokerConfig config =
                Sources.environment("ROBUSTMQ_PLACEMENT_GRPC_PORT", "1228").load();

        assertThat(BindPolicy.mqttAddress(config).isAnyLocalAddress()).isTrue();
        assertThat(BindPolicy.allowsAnonymous(config)).isFalse();
        assertThat(BindPolicy.placementAddress(config).isLoopbackAddress()).isTrue();
    }

    @Test
    void usersStayWhenTheirPortIsClosedIfThatIsSaid() {
        BrokerConfig config =
                Sources.environment("ROBUSTMQ_AUTH_PLACEMENT", "true").load();

        assertThat(BindPolicy.mqttAddress(config).isAnyLocalAddress()).isTrue();
        assertThat(BindPolicy.allowsAnonymous(config)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"ROBUSTMQ_PLACEMENT_GRPC_PORT,1228", "ROBUSTMQ_AUTH_PLACEMENT,true"})
    void brokersOfAClusterDoNotKeepUsersEachForItself(String name, String value) {
        assertThatThrownBy(() -> Sources.environment("ROBUSTMQ_PLACEMENT_CENTER", "127.0.0.1:1228", name, value)
                        .load())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("auth.file");
    }

    @Test
    void aPortForUsersWhoDoNotCountOpensNothing() {
        BrokerConfig config = Sources.environment(
                        "ROBUSTMQ_PLACEMENT_GRPC_PORT", "0", "ROBUSTMQ_AUTH_PLACEMENT", "false")
                .load();

        assertThat(BindPolicy.mqttAddress(config).isLoopbackAddress()).isTrue();
    }

    @Test
    void allowingAnonymousClientsAloneOpensNothing() {
        BrokerConfig config =
                Sources.environment("ROBUSTMQ_AUTH_ALLOW_ANONYMOUS", "true").load();

        assertThat(BindPolicy.mqttAddress(config).isLoopbackAddress()).isTrue();
    }

    @Test
    void anOpenAddressWithoutUsersIsRefused() {
        var sources = Sources.environment("ROBUSTMQ_NETWORK_BIND_ADDRESS", "0.0.0.0");

        assertThatThrownBy(sources::load)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("auth.allow_anonymous = true");
    }

    @Test
    void anOpenAddressWithoutUsersIsUsedWhenThatIsMeant() {
        BrokerConfig config = Sources.environment(
                        "ROBUSTMQ_NETWORK_BIND_ADDRESS", "0.0.0.0", "ROBUSTMQ_AUTH_ALLOW_ANONYMOUS", "true")
                .load();

        assertThat(BindPolicy.mqttAddress(config).isAnyLocalAddress()).isTrue();
    }

    @Test
    void theManagementPortFollowsTheListeners() throws Exception {
        String host = "quarkus.management.host";
        Path file = Files.writeString(folder.resolve("mqtt-server.toml"), "[auth]\nfile = \"" + users() + "\"");

        assertThat(Sources.none().value(host)).isEqualTo("127.0.0.1");
        assertThat(Sources.file(file).value(host)).isEqualTo("0.0.0.0");
        assertThat(Sources.environment("ROBUSTMQ_MANAGEMENT_BIND_ADDRESS", "::1")
                        .value(host))
                .isEqualTo("::1");
        assertThat(Sources.environment("QUARKUS_MANAGEMENT_HOST", "192.0.2.1").value(host))
                .isEqualTo("192.0.2.1");
    }

    private String users() throws Exception {
        return Files.writeString(folder.resolve("users.toml"), "").toString();
    }
}
