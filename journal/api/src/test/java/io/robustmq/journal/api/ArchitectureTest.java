package io.robustmq.journal.api;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.HouseRules;

/** The contract knows nothing of ours. */
@AnalyzeClasses(packages = "io.robustmq.journal.api", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_WHAT_STUBS_NEED = HouseRules.knowsOnly(
            "io.robustmq.journal.api..",
            "io.grpc..",
            "io.quarkus.grpc..",
            "io.smallrye.mutiny..",
            "com.google.protobuf..",
            "com.google.common..",
            "javax.annotation..",
            "jakarta.annotation..");
}
