package io.robustmq.placement.server;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.robustmq.rules.HouseRules;
import java.time.Instant;

/**
 * The server knows the rules, the services and the API of the placement centre, and how settings are read; other servers it only talks to.
 * The process may be the command line of the client instead of a member; nothing else of the server knows the client.
 */
@AnalyzeClasses(packages = "io.robustmq.placement.server", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_NO_OTHER_SERVER = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.robustmq..")
                    .and(resideOutsideOfPackages(
                            "io.robustmq.placement.server..",
                            "io.robustmq.placement.service..",
                            "io.robustmq.placement.raft..",
                            "io.robustmq.placement.state..",
                            "io.robustmq.placement.api..",
                            "io.robustmq.placement.client.admin..",
                            "io.robustmq.config..")));

    @ArchTest
    static final ArchRule THE_COMMAND_LINE_IS_FOR_THE_PROCESS = noClasses()
            .that()
            .resideOutsideOfPackage("..placement.server.lifecycle..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.robustmq.placement.client..");

    @ArchTest
    static final ArchRule REPLICATION_KNOWS_NOTHING_OF_WHAT_IS_REPLICATED = noClasses()
            .that()
            .resideInAPackage("..placement.server.raft..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..placement.state..", "..placement.service..", "..placement.api..");

    @ArchTest
    static final ArchRule RATIS_IS_BEHIND_ONE_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackage("..placement.server.raft..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.ratis..");

    @ArchTest
    static final ArchRule ROCKSDB_IS_BEHIND_ONE_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackage("..placement.server.disk..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.rocksdb..");

    /** What is decided goes by a clock without jumps, {@code SteadyClock}: one that jumps forgets idempotency keys. */
    @ArchTest
    static final ArchRule NO_COMMAND_IS_DECIDED_BY_THE_WALL_CLOCK = noClasses()
            .that()
            .resideInAnyPackage(
                    "..placement.server.centre..", "..placement.server.propose..", "..placement.server.state..")
            .should()
            .accessTargetWhere(target(name("currentTimeMillis"))) // called, or handed on to be called
            .orShould()
            .callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE = HouseRules.hasNoCycleBelow("io.robustmq.placement.server");

    @ArchTest
    static final ArchTests KEEPS_THE_RULES_OF_THE_HOUSE = ArchTests.in(HouseRules.class);
}
