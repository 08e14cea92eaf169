package io.robustmq.crds.v1alpha1.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where brokers keep messages and sessions. The type is fixed when the cluster is made: another one does not see what the first has. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "(has(self.type) && self.type == 'mysql') == has(self.mysql)",
        message = "mysql is given with type mysql, and only then")
@ValidationRule(
        value = "(has(self.type) && self.type == 's3') == has(self.s3)",
        message = "s3 is given with type s3, and only then")
public record StorageAdapter(
        @Default("\"journal\"")
        @ValidationRule(
                value = "self == oldSelf",
                message = "storageAdapter.type cannot be changed: the other one is empty")
        AdapterType type,

        @Nullable Mysql mysql,
        @Nullable S3 s3) {

    /** A database. The Secret has the keys {@code user} and {@code password}. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Mysql(
            @JsonPropertyDescription("mysql://HOST:PORT/SCHEMA") @Required @Size(min = 1, max = 1024)
            String url,

            @JsonPropertyDescription("Secret with the keys user and password") @Required @Size(min = 1, max = 253)
            String secretName) {}

    /** A bucket. The Secret has the keys {@code access-key} and {@code secret-key}; without one the identity of the pod counts. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record S3(
            @Required @Size(min = 3, max = 255) String bucket,
            @Nullable @Size(min = 1, max = 1024) String endpoint,
            @Nullable @Size(min = 1, max = 64) String region,
            @Nullable @Size(min = 1, max = 512) String prefix,

            @JsonPropertyDescription("Secret with the keys access-key and secret-key")
            @Nullable
            @Size(min = 1, max = 253)
            String secretName) {}
}
