package io.robustmq.placement.api;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.HouseRules;

/** The contracts know nothing of ours, and the ids nothing of gRPC. */
@AnalyzeClasses(packages = "io.robustmq.placement.api", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_WHAT_STUBS_NEED = HouseRules.knowsOnly(
            "io.robustmq.placement.api..",
            "io.grpc..",
            "io.quarkus.grpc..",
            "io.smallrye.mutiny..",
            "com.google.protobuf..",
            "com.google.common..",
            "javax.annotation..",
            "jakarta.annotation..");

    @ArchTest
    static final ArchRule IDS_KNOW_THE_JDK_ALONE = classes()
            .that()
            .resideInAPackage("io.robustmq.placement.api")
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage("java..", "io.robustmq.placement.api", "org.jspecify.annotations.."));
}
