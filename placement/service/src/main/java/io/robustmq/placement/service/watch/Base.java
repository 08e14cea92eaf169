package io.robustmq.placement.service.watch;

import io.robustmq.placement.state.image.ClusterImage;

/**
 * An image that a snapshot is taken of.
 *
 * @param weighed how many bytes of changes there had been by then, to tell how much of the image only the snapshot still holds
 */
record Base(ClusterImage image, long weighed) {

    /** Before the first page: nothing is held. */
    static final Base NOTHING = new Base(ClusterImage.EMPTY, Long.MAX_VALUE);
}
