package io.robustmq.operator.model;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.HouseRules;
import io.robustmq.rules.PureRules;

/** Objects are made of the resource alone: no client, clock or chance. */
@AnalyzeClasses(packages = "io.robustmq.operator.model", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_NOTHING_ELSE =
            HouseRules.knowsOnly("io.robustmq.operator.model..", "io.robustmq.crds..", "io.fabric8.kubernetes..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE = HouseRules.hasNoCycleBelow("io.robustmq.operator.model");

    @ArchTest
    static final ArchTests IS_PURE = ArchTests.in(PureRules.class);

    @ArchTest
    static final ArchTests KEEPS_THE_RULES_OF_THE_HOUSE = ArchTests.in(HouseRules.class);
}
