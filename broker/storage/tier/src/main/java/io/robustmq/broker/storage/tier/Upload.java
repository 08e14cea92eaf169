package io.robustmq.broker.storage.tier;

import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.service.StorageFailures;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.CRC32C;

/** Brings one segment into the tier, a part at a time, and reads it back to see that it is there. Blocks. */
record Upload(ObjectStore store, long timeoutMillis, int partBytes) {

    /**
     * @param name which no upload had before
     * @throws IOException if the file cannot be read, among others because it is gone
     * @throws StorageException if the tier does not take it, or gives back something else
     */
    Place run(TieredLog.Sealed segment, String name) throws IOException {
        CRC32C sent = new CRC32C();
        try (FileChannel file = FileChannel.open(segment.file())) {
            Place place = new Place(name, segment.bytes(), partBytes, 0);
            for (int part = 0; part < place.parts(); part++) {
                byte[] bytes = read(file, (long) part * partBytes, place.bytesOf(part));
                sent.update(bytes);
                await(store.put(place.part(part), bytes));
            }
        }
        Place place = new Place(name, segment.bytes(), partBytes, (int) sent.getValue());
        verify(place);
        return place;
    }

    private void verify(Place place) {
        CRC32C found = new CRC32C();
        for (int part = 0; part < place.parts(); part++) {
            String object = place.part(part);
            byte[] bytes = await(store.get(object)).orElse(new byte[0]);
            if (bytes.length != place.bytesOf(part)) {
                throw different(object);
            }
            found.update(bytes);
        }
        if ((int) found.getValue() != place.crc32c()) {
            throw different(place.name());
        }
    }

    private StorageException different(String object) {
        return new StorageException(
                Kind.UNAVAILABLE, "The tier (" + store + ") has not kept " + object + " as it was sent");
    }

    private static byte[] read(FileChannel file, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, position + bytes.position()) < 0) {
                throw new IOException("The segment is shorter than its log says");
            }
        }
        return bytes.array();
    }

    private <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(4 * timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Kind.UNAVAILABLE, "Interrupted", e);
        } catch (TimeoutException e) {
            throw new StorageException(Kind.UNAVAILABLE, "The tier (" + store + ") does not answer", e);
        } catch (ExecutionException e) {
            throw StorageFailures.of(e);
        }
    }
}
