package io.robustmq.journal.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.HouseRules;

/** The server knows the log, the contract of the journal, what replication needs, and how settings are read; other servers it only talks to. */
@AnalyzeClasses(packages = "io.robustmq.journal.server", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_NO_OTHER_SERVER = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.robustmq..")
                    .and(resideOutsideOfPackages(
                            "io.robustmq.journal.server..",
                            "io.robustmq.journal.storage..",
                            "io.robustmq.journal.api..",
                            "io.robustmq.placement.raft..",
                            "io.robustmq.placement.api..",
                            "io.robustmq.placement.client..",
                            "io.robustmq.config..")));

    @ArchTest
    static final ArchRule DECIDING_KNOWS_NOTHING_OF_RATIS = noClasses()
            .that()
            .resideOutsideOfPackage("..journal.server.raft..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.ratis..");

    @ArchTest
    static final ArchRule ROCKSDB_IS_BEHIND_ONE_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackage("..journal.server.disk..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.rocksdb..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE = HouseRules.hasNoCycleBelow("io.robustmq.journal.server");

    @ArchTest
    static final ArchTests KEEPS_THE_RULES_OF_THE_HOUSE = ArchTests.in(HouseRules.class);
}
