package io.robustmq.broker.core.settings;

/**
 * Limits of retained messages.
 *
 * @param messages topics with a retained message; 0 no limit. A new one beyond is delivered, not stored, and answered 0x97
 * @param bytes bytes of all of them; 0 no limit
 * @param payloadBytes largest payload that is retained; 0 no limit beside the packet size
 * @param pageMessages retained messages sent to a new subscription before others have their turn
 */
public record RetainedLimits(int messages, long bytes, int payloadBytes, int pageMessages) {}
