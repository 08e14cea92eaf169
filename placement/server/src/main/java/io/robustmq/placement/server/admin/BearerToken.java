package io.robustmq.placement.server.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Whether a caller may call: it shows what is in a file. Read each time, so that an exchanged token counts at once. Blocks. */
record BearerToken(Path file) {
    private static final String SCHEME = "Bearer ";

    /**
     * Takes as long for a wrong token as for the right one. An empty file lets nobody in.
     *
     * @param authorization the header, or null
     * @throws IOException if the file cannot be read
     */
    boolean isIn(@Nullable String authorization) throws IOException {
        byte[] expected = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
        if (expected.length == 0 || authorization == null || !authorization.startsWith(SCHEME)) {
            return false;
        }
        byte[] shown = authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, shown);
    }
}
