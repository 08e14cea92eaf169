package io.robustmq.broker.storage.local;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** An adapter knows the SPI, what adapters are made from, and its log: not MQTT, no framework. */
@AnalyzeClasses(packages = "io.robustmq.broker.storage.local", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_ONLY_WHAT_LIES_BELOW = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..",
                    "io.robustmq.broker.storage.local..",
                    "io.robustmq.broker.storage.base..",
                    "io.robustmq.broker.storage.spi..",
                    "io.robustmq.broker.storage.service..",
                    "io.robustmq.broker.storage.tier..",
                    "org.jspecify.annotations..",
                    "io.robustmq.journal.storage..",
                    "org.rocksdb.."));

    @ArchTest
    static final ArchRule NEVER_SLEEPS = noClasses().should().callMethod(Thread.class, "sleep", long.class);
}
