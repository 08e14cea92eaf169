package io.robustmq.placement.state.model;

/** Payloads of these topics must fit the schema. A filter has one schema, a schema any number of filters. */
public record SchemaBinding(String tenant, String topicFilter, String schema) implements Resource {
    @Override
    public Ref ref() {
        return new Ref(Kind.SCHEMA_BINDING, tenant, topicFilter);
    }
}
