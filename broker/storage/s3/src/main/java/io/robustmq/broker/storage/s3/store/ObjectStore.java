package io.robustmq.broker.storage.s3.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A place for objects under names, which all see at once: what was put is found by everybody who looks afterwards. Names are
 * compared as their UTF-8 bytes. No call blocks; stages fail with
 * {@link io.robustmq.broker.storage.spi.StorageException}, after trying again for a while where that can help.
 * Thread-safe.
 */
public interface ObjectStore extends AutoCloseable {

    /**
     * Makes an object, if there is none of this name. False: there is one, which may be this very one, put by an earlier
     * attempt whose answer was lost. After a failure it may be there, now or later.
     */
    CompletionStage<Boolean> putNew(String name, byte[] content);

    /** Makes an object or replaces it. */
    CompletionStage<Void> put(String name, byte[] content);

    /** All of an object; empty if there is none. */
    CompletionStage<Optional<byte[]>> get(String name);

    /** Some bytes of an object, fewer if it ends before. Fails with {@code FAILED} if there is no such object. */
    CompletionStage<byte[]> get(String name, long position, int length);

    /** Objects whose names begin with {@code prefix} and come after {@code after}, in the order of names. */
    CompletionStage<List<Listed>> list(String prefix, String after, int most);

    /** At most 1,000; well if some are not there. */
    CompletionStage<Void> delete(List<String> names);

    @Override
    void close();

    record Listed(String name, long bytes) {}
}
