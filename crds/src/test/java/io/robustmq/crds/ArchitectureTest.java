package io.robustmq.crds;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.HouseRules;
import io.robustmq.rules.PureRules;

/** The resources are values: they know Kubernetes' own, and nothing else of ours. */
@AnalyzeClasses(packages = "io.robustmq.crds", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_NOTHING_ELSE =
            HouseRules.knowsOnly("io.robustmq.crds..", "io.fabric8..", "com.fasterxml.jackson.annotation..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE = HouseRules.hasNoCycleBelow("io.robustmq.crds.v1alpha1");

    @ArchTest
    static final ArchTests IS_PURE = ArchTests.in(PureRules.class);

    @ArchTest
    static final ArchTests KEEPS_THE_RULES_OF_THE_HOUSE = ArchTests.in(HouseRules.class);
}
