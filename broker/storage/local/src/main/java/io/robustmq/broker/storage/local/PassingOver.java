package io.robustmq.broker.storage.local;

import io.robustmq.broker.storage.spi.StorageEvents;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.journal.storage.Damage;
import io.robustmq.journal.storage.LogException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What becomes of reading where a log cannot be read: it fails, until the operator has said that what is damaged or lost may be
 * passed over ({@code skip_damaged}). Then each such stretch is told once, as long as fewer than {@value #MOST_KNOWN} are known,
 * beyond which it may be told again. Thread-safe.
 */
final class PassingOver {
    private static final int MOST_KNOWN = 100_000;

    private static final String ADVICE =
            "; restore it and restart, or set storage.local.skip_damaged = true to go on without what cannot be read";

    private final boolean isAllowed;
    private final Set<Damage> known = ConcurrentHashMap.newKeySet();
    private volatile StorageEvents events = StorageEvents.NONE;

    PassingOver(boolean isAllowed) {
        this.isAllowed = isAllowed;
    }

    void tell(StorageEvents to) {
        events = to;
    }

    /**
     * The offset to go on at behind what could not be read.
     *
     * @param log how messages call it
     * @throws StorageException if it is not to be passed over, or the trouble is another
     */
    long behind(String log, LogException fault) {
        Damage damage = fault.damage();
        if (damage == null) {
            throw Translation.known(fault);
        }
        if (!isAllowed) {
            throw new StorageException(Kind.FAILED, what(log, fault) + ADVICE, fault);
        }
        boolean isNew = known.size() < MOST_KNOWN ? known.add(damage) : !known.contains(damage);
        if (isNew) {
            long places = damage.nextOffset() - damage.fromOffset();
            events.onPassedOver(what(log, fault), damage.fromOffset(), places);
        }
        return damage.nextOffset();
    }

    private static String what(String log, LogException fault) {
        return log + ": " + fault.getMessage();
    }
}
