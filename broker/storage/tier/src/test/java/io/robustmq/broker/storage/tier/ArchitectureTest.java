package io.robustmq.broker.storage.tier;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The tier knows object stores, and of a log only what it asks of one. */
@AnalyzeClasses(packages = "io.robustmq.broker.storage.tier", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_ONLY_WHAT_LIES_BELOW = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..",
                    "io.robustmq.broker.storage.tier..",
                    "io.robustmq.broker.storage.s3.store..",
                    "io.robustmq.broker.storage.service..",
                    "io.robustmq.broker.storage.base..",
                    "io.robustmq.broker.storage.spi..",
                    "org.jspecify.annotations.."));

    @ArchTest
    static final ArchRule NEVER_SLEEPS = noClasses().should().callMethod(Thread.class, "sleep", long.class);
}
