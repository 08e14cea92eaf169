package io.robustmq.broker.storage.tier;

import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Brings one segment into the tier, a part at a time, and reads it back to see that it is there. Blocks. */
record Upload(StoreAccess access, long timeoutMillis, int partBytes) {

    /**
     * @param name which no upload had before
     * @throws IOException if the segment cannot be read here
     * @throws StorageException if the tier does not take it, or gives back something else
     */
    Place run(TieredLog.Held segment, long segmentBytes, String name) throws IOException {
        CRC32C sent = new CRC32C();
        Place place = new Place(name, segmentBytes, partBytes, 0);
        for (int part = 0; part < place.parts(); part++) {
            byte[] bytes = read(segment, (long) part * partBytes, place.bytesOf(part));
            sent.update(bytes);
            access.await(access.store().put(place.part(part), bytes), timeoutMillis);
        }
        Place whole = new Place(name, segmentBytes, partBytes, (int) sent.getValue());
        verify(whole);
        return whole;
    }

    private void verify(Place place) {
        CRC32C found = new CRC32C();
        for (int part = 0; part < place.parts(); part++) {
            String object = place.part(part);
            byte[] bytes =
                    access.await(access.store().get(object), timeoutMillis).orElse(new byte[0]);
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
                Kind.UNAVAILABLE, "The tier (" + access + ") has not kept " + object + " as it was sent");
    }

    private static byte[] read(TieredLog.Held segment, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        if (segment.read(bytes, position) < length) {
            throw new IOException("The segment is shorter than its log says");
        }
        return bytes.array();
    }
}
