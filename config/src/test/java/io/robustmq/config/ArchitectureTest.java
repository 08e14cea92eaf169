package io.robustmq.config;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.HouseRules;
import io.robustmq.rules.Impurity;
import java.nio.file.Files;

/** Reading settings knows the JDK, SmallRye Config and the TOML library, no framework and no server; one class reads files. */
@AnalyzeClasses(packages = "io.robustmq.config", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_ONLY_WHAT_LIES_BELOW = HouseRules.knowsOnly(
            "io.robustmq.config..",
            "io.smallrye.config..",
            "org.eclipse.microprofile.config..",
            "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule KNOWS_TOML_IN_ONE_CLASS = noClasses()
            .that()
            .doNotHaveSimpleName("TomlFile")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule TOUCHES_FILES_WHERE_THEY_ARE_A_SOURCE = noClasses()
            .that()
            .doNotHaveSimpleName("TomlFile")
            .and()
            .doNotHaveSimpleName("ServerSources")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Files.class);

    @ArchTest
    static final ArchRule STARTS_NO_THREAD_BUT_FOR_THE_END =
            noClasses().that().doNotHaveSimpleName("ExitCode").should(Impurity.START_THREADS);

    @ArchTest
    static final ArchRule ASKS_NO_CLOCK = noClasses().should(Impurity.ASK_A_CLOCK);

    @ArchTest
    static final ArchRule THROWS_NO_DICE = noClasses().should(Impurity.THROW_DICE);

    @ArchTest
    static final ArchTests KEEPS_THE_RULES_OF_THE_HOUSE = ArchTests.in(HouseRules.class);
}
