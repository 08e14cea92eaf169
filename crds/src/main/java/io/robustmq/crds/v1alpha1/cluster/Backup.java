package io.robustmq.crds.v1alpha1.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Backups of the placement centre to a bucket. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Backup(
        @JsonPropertyDescription("When, as cron has it") @Required @Size(min = 9, max = 128)
        String schedule,

        @JsonPropertyDescription("Where to, s3://BUCKET/PREFIX")
        @Required
        @Size(min = 6, max = 1024)
        @Pattern("^s3://.+$")
        String destination,

        @JsonPropertyDescription("Secret with the keys access-key and secret-key") @Nullable @Size(min = 1, max = 253)
        String secretName,

        @JsonPropertyDescription("Backups that are kept") @Default("7") @Min(1) @Max(1000)
        Integer keep) {}
