package io.robustmq.placement.client;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.HouseRules;

/** The client stands on the contracts and on gRPC as it is: no framework, and nothing else of ours. */
@AnalyzeClasses(packages = "io.robustmq.placement.client", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_CONTRACTS_AND_GRPC = HouseRules.knowsOnly(
            "io.robustmq.placement.client..",
            "io.robustmq.placement.api..",
            "io.grpc..",
            "io.netty.channel..",
            "com.google.protobuf..",
            "com.google.rpc..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE = HouseRules.hasNoCycleBelow("io.robustmq.placement.client");

    @ArchTest
    static final ArchTests KEEPS_THE_RULES_OF_THE_HOUSE = ArchTests.in(HouseRules.class);
}
