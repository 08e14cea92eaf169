package io.robustmq.placement.client.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

    private static CommandLine line(String words) throws Exception {
        return CommandLine.of(List.of(words.split(" ")));
    }

    @Test
    void eachCommandIsUnderstoodWithItsFlagsInAnyPlace() throws Exception {
        assertThat(line("status")).isEqualTo(new CommandLine(List.of("127.0.0.1:1228"), new Task.Status()));
        assertThat(line("--at a:1,b:2 members")).isEqualTo(new CommandLine(List.of("a:1", "b:2"), new Task.Members()));
        assertThat(line("backup f").task()).isEqualTo(new Task.Backup(Path.of("f"), false));
        assertThat(line("--stale backup f").task()).isEqualTo(new Task.Backup(Path.of("f"), true));
        assertThat(line("restore f").task()).isEqualTo(new Task.Restore(Path.of("f"), false, false));
        assertThat(line("restore --overwrite f --keep-cluster-id").task())
                .isEqualTo(new Task.Restore(Path.of("f"), true, true));
        assertThat(line("add 4-0a1b2c3d h:1 h:2").task()).isEqualTo(new Task.Add("4-0a1b2c3d", "h:1", "h:2"));
        assertThat(line("promote 4-0a1b2c3d").task()).isEqualTo(new Task.Promote("4-0a1b2c3d"));
        assertThat(line("remove 4-0a1b2c3d --at a:1"))
                .isEqualTo(new CommandLine(List.of("a:1"), new Task.Remove("4-0a1b2c3d")));
        assertThat(line("transfer").task()).isEqualTo(new Task.Transfer(""));
        assertThat(line("transfer 4-0a1b2c3d").task()).isEqualTo(new Task.Transfer("4-0a1b2c3d"));
        assertThat(line("check-speed").task()).isEqualTo(new Task.CheckSpeed(Duration.ofSeconds(10)));
        assertThat(line("check-speed 120").task()).isEqualTo(new Task.CheckSpeed(Duration.ofMinutes(2)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --stale                 | a command is missing
            statsu                  | there is no command statsu
            backup                  | something is missing
            restore a b             | b is too much
            status --stale          | status does not know --stale
            backup f --overwrite    | backup does not know --overwrite
            add 4-0a1b2c3d h:1      | something is missing
            check-speed 0           | '0' is no number of seconds
            check-speed 1000        | '1000' is no number of seconds
            --at localhost status   | 'localhost' is not HOST:PORT
            status --at             | is not HOST:PORT
            """)
    void whatMeansNothingIsNamed(String words, String why) {
        assertThatThrownBy(() -> line(words))
                .isInstanceOf(CommandLine.NotUnderstoodException.class)
                .hasMessageContaining(why);
    }
}
