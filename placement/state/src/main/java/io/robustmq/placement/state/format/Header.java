package io.robustmq.placement.state.format;

/** The first byte of everything: the version of its format. */
final class Header {
    /** Written, and the newest that is understood. */
    static final int VERSION = 1;

    private Header() {}

    static FieldWriter write() {
        FieldWriter out = new FieldWriter();
        begin(out);
        return out;
    }

    /** Whatever was written before is not part of it. */
    static void begin(FieldWriter out) {
        out.clear();
        out.fixedByte(VERSION);
    }

    static FieldReader read(byte[] bytes) {
        FieldReader in = new FieldReader(bytes);
        int version = in.fixedByte();
        if (version > VERSION) {
            throw new FormatException(
                    "written by a newer version: format " + version + ", this one reads up to " + VERSION);
        }
        if (version == 0) {
            throw in.wrong("there is no format 0");
        }
        return in;
    }
}
