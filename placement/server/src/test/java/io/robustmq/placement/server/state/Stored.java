package io.robustmq.placement.server.state;

import io.robustmq.placement.state.format.Snapshot;
import io.robustmq.placement.state.image.ClusterImage;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** An image as its entries are stored: two that are the same here are the same to everybody. */
final class Stored {

    private Stored() {}

    static Map<String, String> of(ClusterImage image) {
        Map<String, String> all = new LinkedHashMap<>();
        Snapshot.page(image, new byte[0], Integer.MAX_VALUE, Integer.MAX_VALUE)
                .entries()
                .forEach(entry -> all.put(hex(entry.key()), hex(entry.value())));
        return all;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
