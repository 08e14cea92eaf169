package io.robustmq.config;

import java.lang.reflect.Method;

/**
 * Keeps the JDK (24 to 25) from printing four lines about {@code sun.misc.Unsafe} that users can do nothing about: Netty uses
 * it on purpose, and the flag against the lines cannot be given in a jar's manifest. Where the JDK is made differently,
 * the lines come after all.
 */
public final class UnsafeWarning {

    private UnsafeWarning() {}

    public static void silence() {
        try {
            Method claimed = Class.forName("sun.misc.Unsafe").getDeclaredMethod("trySetMemoryAccessWarned");
            claimed.setAccessible(true);
            claimed.invoke(null);
        } catch (ReflectiveOperationException | RuntimeException _) {
            // only the warning is at stake
        }
    }
}
