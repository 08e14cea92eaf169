package io.robustmq.crds.v1alpha1.cluster;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How clients speak to a listener. */
public enum Protocol {
    @JsonProperty("mqtt")
    MQTT,
    @JsonProperty("mqtts")
    MQTTS,
    @JsonProperty("ws")
    WS,
    @JsonProperty("wss")
    WSS
}
