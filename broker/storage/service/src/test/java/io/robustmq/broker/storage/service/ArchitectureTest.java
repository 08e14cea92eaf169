package io.robustmq.broker.storage.service;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What adapters on services share knows no service. */
@AnalyzeClasses(packages = "io.robustmq.broker.storage.service", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_ONLY_WHAT_LIES_BELOW = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..",
                    "io.robustmq.broker.storage.service..",
                    "io.robustmq.broker.storage.base..",
                    "io.robustmq.broker.storage.spi..",
                    "org.jspecify.annotations.."));

    @ArchTest
    static final ArchRule NEVER_SLEEPS = noClasses().should().callMethod(Thread.class, "sleep", long.class);
}
