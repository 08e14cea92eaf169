package io.robustmq.broker.storage.mysql.rows;

import io.robustmq.broker.storage.mysql.database.Sql;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Entries of the state out of their rows (key, value), which come in the order of key and part. */
public final class StateRows {
    private StateRows() {}

    public static NavigableMap<byte[], byte[]> entries(List<Object[]> rows) {
        NavigableMap<byte[], List<byte[]>> parts = new TreeMap<>(Arrays::compareUnsigned);
        for (Object[] row : rows) {
            parts.computeIfAbsent(Sql.bytes(row[0]), key -> new ArrayList<>(1)).add(Sql.bytes(row[1]));
        }
        NavigableMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
        parts.forEach((key, values) -> entries.put(key, Parts.join(values)));
        return entries;
    }
}
