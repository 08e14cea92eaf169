package io.robustmq.placement.client.image;

/** A stream that brings what cannot follow what it brought before. */
public final class OutOfOrderException extends Exception {

    OutOfOrderException(String what) {
        super(what, null, false, false);
    }
}
