package io.robustmq.broker.core.durable;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.Subscription;
import java.util.Arrays;

/** Who of its recipients gets a message that is in the log from there, and who as it passes. */
public final class LogSplit {
    private LogSplit() {}

    /** Those who do not read the log, and so get the message as it passes or never. */
    public static Recipient[] passers(Message message, Recipient[] all) {
        return part(message, all, false);
    }

    /** Those who read the log. */
    static Recipient[] readers(Message message, Recipient[] all) {
        return part(message, all, true);
    }

    private static Recipient[] part(Message message, Recipient[] all, boolean readers) {
        int count = 0;
        for (Recipient one : all) {
            count += reads(message, one) == readers ? 1 : 0;
        }
        return count == all.length
                ? all
                : Arrays.stream(all)
                        .filter(one -> reads(message, one) == readers)
                        .toArray(Recipient[]::new);
    }

    private static boolean reads(Message message, Recipient one) {
        boolean isReplaying = one instanceof Subscription subscription && subscription.isReplaying();
        return isReplaying || (one.subscriber().isStored() && one.qosFor(message) > 0);
    }
}
