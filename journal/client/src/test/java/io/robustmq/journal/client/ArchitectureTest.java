package io.robustmq.journal.client;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.HouseRules;

/** Knows the contract, and gRPC. */
@AnalyzeClasses(packages = "io.robustmq.journal.client", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_THE_CONTRACT = HouseRules.knowsOnly(
            "io.robustmq.journal.client..",
            "io.robustmq.journal.api..",
            "io.grpc..",
            "com.google.protobuf..",
            "com.google.rpc..");

    @ArchTest
    static final ArchTests KEEPS_THE_RULES_OF_THE_HOUSE = ArchTests.in(HouseRules.class);
}
