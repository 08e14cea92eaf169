package io.robustmq.placement.service;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.HouseRules;

/** The services stand on the contract, the rules and gRPC as it is: nothing of how the state is kept, no framework. */
@AnalyzeClasses(packages = "io.robustmq.placement.service", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_CONTRACTS_RULES_AND_GRPC = HouseRules.knowsOnly(
            "io.robustmq.placement.service..",
            "io.robustmq.placement.api..",
            "io.robustmq.placement.state..",
            "io.grpc..",
            "com.google.protobuf..",
            "com.google.rpc..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE = HouseRules.hasNoCycleBelow("io.robustmq.placement.service");

    @ArchTest
    static final ArchTests KEEPS_THE_RULES_OF_THE_HOUSE = ArchTests.in(HouseRules.class);
}
