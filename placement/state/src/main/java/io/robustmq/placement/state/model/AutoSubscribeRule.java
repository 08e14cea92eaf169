package io.robustmq.placement.state.model;

/**
 * A subscription every client of the tenant has from the start.
 *
 * @param topicFilter may have {@code ${clientid}} and {@code ${username}}
 * @param qos 0 to 2
 * @param retainHandling 0 to 2, MQTT 5.0 §3.8.3.1
 */
public record AutoSubscribeRule(
        String tenant,
        String name,
        String topicFilter,
        int qos,
        boolean noLocal,
        boolean retainAsPublished,
        int retainHandling)
        implements Resource {
    @Override
    public Ref ref() {
        return new Ref(Kind.AUTO_SUBSCRIBE_RULE, tenant, name);
    }
}
