package io.robustmq.broker.server.conformance;

import io.robustmq.broker.mqtt.ProtocolVersion;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A test of what 3.1 and 3.1.1 say, and 5.0 does not. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ParameterizedTest(name = "{0}")
@EnumSource(
        value = ProtocolVersion.class,
        names = {"V3_1", "V3_1_1"})
public @interface Version3 {}
