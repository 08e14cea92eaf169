package io.robustmq.broker.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The server knows the core, the wire format and what storage offers; other servers it only talks to. */
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
                            "io.robustmq.broker.storage.spi..")));

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("io.robustmq.broker.server.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NEVER_SLEEPS = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_DOES = noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveNameMatching(".*Utils?")
            .orShould()
            .resideInAnyPackage("..util..", "..common..");
}
