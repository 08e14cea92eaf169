package io.robustmq.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What holds in every module; take them in with {@code ArchTests.in(HouseRules.class)}. */
public final class HouseRules {

    @ArchTest
    public static final ArchRule NEVER_SLEEPS = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    public static final ArchRule NAMES_SAY_WHAT_A_CLASS_DOES = noClasses()
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

    private HouseRules() {}

    /**
     * Dependencies go down only.
     *
     * @param packages all a module may depend on beside the JDK and annotations, itself included; in the form {@code a.b..}
     */
    public static ArchRule knowsOnly(String... packages) {
        DescribedPredicate<JavaClass> below = resideInAnyPackage(packages);
        return classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify.annotations..")
                        .or(below)
                        .as("lie in the JDK, %s", below.getDescription()));
    }

    /** The packages right below this one, each with all that is in it, do not depend on each other in a circle. */
    public static ArchRule hasNoCycleBelow(String root) {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }
}
