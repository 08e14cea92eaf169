package io.robustmq.placement.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.PureRules;

/** Where the client decides, it gets time and chance as arguments, and knows of gRPC only the codes. */
@AnalyzeClasses(
        packages = {
            "io.robustmq.placement.client.fault",
            "io.robustmq.placement.client.leader",
            "io.robustmq.placement.client.retry",
            "io.robustmq.placement.client.lease",
            "io.robustmq.placement.client.image"
        },
        importOptions = ImportOption.DoNotIncludeTests.class)
class PureArchitectureTest {

    @ArchTest
    static final ArchTests IS_PURE = ArchTests.in(PureRules.class);

    @ArchTest
    static final ArchRule CALLS_NOBODY = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..placement.client.call..", "io.grpc.stub..", "io.grpc.netty..", "io.netty..");
}
