package io.robustmq.broker.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.HouseRules;

/**
 * The server knows the core, the wire format, what storage offers, the placement's rules, services and client, what brokers say to each
 * other, and how settings are read; other servers it only talks to.
 */
@AnalyzeClasses(packages = "io.robustmq.broker.server", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_NO_OTHER_SERVER = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.robustmq..")
                    .and(resideOutsideOfPackages(
                            "io.robustmq.broker.server..",
                            "io.robustmq.broker.core..",
                            "io.robustmq.broker.mqtt..",
                            "io.robustmq.broker.storage.spi..",
                            "io.robustmq.broker.api..",
                            "io.robustmq.placement.client..",
                            "io.robustmq.placement.state..",
                            "io.robustmq.placement.service..",
                            "io.robustmq.placement.api..",
                            "io.robustmq.config..")));

    /** So that none of it is loaded where ports are closed and the broker is on its own. */
    @ArchTest
    static final ArchRule GRPC_IS_BEHIND_ITS_PORT = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.robustmq.broker.server.placement.PlacementPort")
            .and()
            .doNotHaveFullyQualifiedName("io.robustmq.broker.server.placement.StandaloneCentre")
            .and()
            .doNotHaveFullyQualifiedName("io.robustmq.broker.server.placement.BrokerChecks")
            .and()
            .resideOutsideOfPackage("io.robustmq.broker.server.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.grpc..",
                    "com.google..",
                    "io.robustmq.placement.api.v1..",
                    "io.robustmq.placement.service.api..",
                    "io.robustmq.placement.service.grpc..",
                    "io.robustmq.placement.service.fault..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE = HouseRules.hasNoCycleBelow("io.robustmq.broker.server");

    @ArchTest
    static final ArchTests KEEPS_THE_RULES_OF_THE_HOUSE = ArchTests.in(HouseRules.class);
}
