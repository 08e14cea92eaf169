/**
 * The rules of the placement centre, pure: commands are decided against an image and become records; replaying records is what
 * makes the next image. Time comes in as an argument; bytes come out.
 */
@NullMarked
package io.robustmq.placement.state;

import org.jspecify.annotations.NullMarked;
