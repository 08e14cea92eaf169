package io.robustmq.broker.storage.journal;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.HouseRules;

/** The adapter knows the storage layer and the client of the journal: not MQTT, no framework, no server. */
@AnalyzeClasses(packages = "io.robustmq.broker.storage.journal", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_ONLY_WHAT_LIES_BELOW = HouseRules.knowsOnly(
            "io.robustmq.broker.storage.journal..",
            "io.robustmq.broker.storage.service..",
            "io.robustmq.broker.storage.base..",
            "io.robustmq.broker.storage.spi..",
            "io.robustmq.journal.client..",
            "io.robustmq.journal.api..",
            "com.google.protobuf..");

    @ArchTest
    static final ArchTests KEEPS_THE_RULES_OF_THE_HOUSE = ArchTests.in(HouseRules.class);
}
