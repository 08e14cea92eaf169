package io.robustmq.operator.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.HouseRules;

/** What is decided lies in rollout and model; the application sees, does and reports. */
@AnalyzeClasses(packages = "io.robustmq.operator.app", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule THE_FRAMEWORKS_ARE_AT_THE_EDGE = noClasses()
            .that()
            .resideOutsideOfPackages("..app.lifecycle..", "..app.health..", "..app.config..", "..app.reconcile..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "io.javaoperatorsdk..");

    @ArchTest
    static final ArchRule ONLY_ONE_ROOM_KNOWS_HOW_CERTIFICATES_ARE_MADE = noClasses()
            .that()
            .resideOutsideOfPackage("..app.secrets..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE = HouseRules.hasNoCycleBelow("io.robustmq.operator.app");

    @ArchTest
    static final ArchTests KEEPS_THE_RULES_OF_THE_HOUSE = ArchTests.in(HouseRules.class);
}
