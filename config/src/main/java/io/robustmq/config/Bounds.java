package io.robustmq.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The values a setting may have, both ends included, written as a user would write them ({@code 64KiB}, {@code 7d}).
 * A value outside stops the start.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Bounds {

    String min();

    String max();
}
