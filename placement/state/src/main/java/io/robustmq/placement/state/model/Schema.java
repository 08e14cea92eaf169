package io.robustmq.placement.state.model;

/** What payloads may look like. */
public record Schema(String tenant, String name, Type type, String definition, String description) implements Resource {

    /** The language of the definition. */
    public enum Type {
        JSON,
        AVRO,
        PROTOBUF
    }

    @Override
    public Ref ref() {
        return new Ref(Kind.SCHEMA, tenant, name);
    }
}
