package io.robustmq.broker.core;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.HouseRules;
import io.robustmq.rules.PureRules;

/**
 * The core is pure: it knows the wire format and the storage interfaces, and gets time, chance, threads and sockets through its
 * ports.
 */
@AnalyzeClasses(packages = "io.robustmq.broker.core", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_ONLY_WHAT_LIES_BELOW = HouseRules.knowsOnly(
            "io.robustmq.broker.core..",
            "io.robustmq.broker.mqtt..",
            "io.robustmq.broker.storage.spi..",
            "io.netty.buffer..",
            "io.netty.util..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE = HouseRules.hasNoCycleBelow("io.robustmq.broker.core");

    @ArchTest
    static final ArchTests IS_PURE = ArchTests.in(PureRules.class);

    @ArchTest
    static final ArchTests KEEPS_THE_RULES_OF_THE_HOUSE = ArchTests.in(HouseRules.class);
}
