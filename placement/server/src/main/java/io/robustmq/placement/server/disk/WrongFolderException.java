package io.robustmq.placement.server.disk;

/** What is on the disk is whole, and not for this process to use: a setting is wrong. */
public final class WrongFolderException extends RuntimeException {

    public WrongFolderException(String what) {
        super(what);
    }
}
