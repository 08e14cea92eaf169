package io.robustmq.broker.mqtt.packet;

/** A control packet (MQTT 5.0 §2.1.2, §3). Immutable; arrays inside are shared and must not be changed. */
public sealed interface Packet
        permits Connect,
                ConnAck,
                Publish,
                PubAck,
                PubRec,
                PubRel,
                PubComp,
                Subscribe,
                SubAck,
                Unsubscribe,
                UnsubAck,
                PingReq,
                PingResp,
                Disconnect,
                Auth {}
