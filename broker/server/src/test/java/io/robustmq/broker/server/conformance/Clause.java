package io.robustmq.broker.server.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The statements of the standards that a test holds the server to, by the ids in {@code conformance/*.tsv}: MQTT- for 5.0,
 * MQTT3- for 3.1.1, MQTT31- for 3.1.
 *
 * <p>Only for tests that would fail if the server did not obey.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Clause {
    String[] value();
}
