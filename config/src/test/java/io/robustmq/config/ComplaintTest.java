package io.robustmq.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.config.sample.SampleProgram;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComplaintTest {

    @Test
    void namesTheProgramEveryProblemAndWhereToReadOn() {
        String text = Complaint.text(
                SampleProgram.withoutFile(), List.of(new Problem("a", "is wrong"), new Problem("b", "is missing")));

        assertThat(text.lines())
                .containsExactly(
                        "Sample: the configuration cannot be used",
                        "  a: is wrong",
                        "  b: is missing",
                        "All settings are described in sample.md");
    }
}
