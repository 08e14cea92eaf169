package io.robustmq.operator.rollout;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.HouseRules;
import io.robustmq.rules.PureRules;

/** The rules are pure: they know the JDK alone, and what was seen comes as an argument. */
@AnalyzeClasses(packages = "io.robustmq.operator.rollout", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_NOTHING_ELSE = HouseRules.knowsOnly("io.robustmq.operator.rollout..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE = HouseRules.hasNoCycleBelow("io.robustmq.operator.rollout");

    @ArchTest
    static final ArchTests IS_PURE = ArchTests.in(PureRules.class);

    @ArchTest
    static final ArchTests KEEPS_THE_RULES_OF_THE_HOUSE = ArchTests.in(HouseRules.class);
}
