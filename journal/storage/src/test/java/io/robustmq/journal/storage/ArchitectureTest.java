package io.robustmq.journal.storage;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.HouseRules;
import io.robustmq.rules.Impurity;

/** Only {@code file} touches files, only {@code thread} has a thread and a clock; the rest gets them handed in. */
@AnalyzeClasses(packages = "io.robustmq.journal.storage", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_ONLY_WHAT_LIES_BELOW =
            HouseRules.knowsOnly("io.robustmq.journal.storage..", "net.jpountz.lz4..", "com.github.luben.zstd..");

    @ArchTest
    static final ArchRule KNOWS_CODECS_IN_THE_FORMAT_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("..format..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("net.jpountz..", "com.github.luben.."));

    @ArchTest
    static final ArchRule OPENS_FILES_IN_ITS_FILE_ROOM_ONLY =
            noClasses().that().resideOutsideOfPackage("..file..").should(Impurity.OPEN_SOCKETS_OR_FILES);

    @ArchTest
    static final ArchRule STARTS_A_THREAD_IN_ITS_THREAD_ROOM_ONLY =
            noClasses().that().resideOutsideOfPackages("..thread..", "..file..").should(Impurity.START_THREADS);

    @ArchTest
    static final ArchRule ASKS_THE_CLOCK_IN_ITS_THREAD_ROOM_ONLY =
            noClasses().that().resideOutsideOfPackage("..thread..").should(Impurity.ASK_A_CLOCK);

    @ArchTest
    static final ArchRule THROWS_NO_DICE = noClasses().should(Impurity.THROW_DICE);

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE = HouseRules.hasNoCycleBelow("io.robustmq.journal.storage");

    @ArchTest
    static final ArchTests KEEPS_THE_RULES_OF_THE_HOUSE = ArchTests.in(HouseRules.class);
}
