package io.robustmq.crds.v1alpha1.cluster;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where brokers keep messages and sessions. */
public enum AdapterType {
    @JsonProperty("journal")
    JOURNAL,
    @JsonProperty("rocksdb")
    ROCKSDB,
    @JsonProperty("mysql")
    MYSQL,
    @JsonProperty("s3")
    S3,
    @JsonProperty("local")
    LOCAL,
    @JsonProperty("memory")
    MEMORY
}
