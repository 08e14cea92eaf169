package io.robustmq.journal.storage;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;

/** Only {@code file} touches files, only {@code thread} has a thread and a clock; the rest gets them handed in. */
@AnalyzeClasses(packages = "io.robustmq.journal.storage", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_ONLY_WHAT_LIES_BELOW = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..",
                    "io.robustmq.journal.storage..",
                    "net.jpountz.lz4..",
                    "com.github.luben.zstd..",
                    "org.jspecify.annotations.."));

    @ArchTest
    static final ArchRule KNOWS_CODECS_IN_THE_FORMAT_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("..format..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("net.jpountz..", "com.github.luben.."));

    @ArchTest
    static final ArchRule OPENS_FILES_IN_ITS_FILE_ROOM_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("..file..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..")
                    .or(nameMatching("java\\.io\\.(File|RandomAccessFile).*")));

    @ArchTest
    static final ArchRule STARTS_A_THREAD_IN_ITS_THREAD_ROOM_ONLY = noClasses()
            .that()
            .resideOutsideOfPackages("..thread..", "..file..")
            .should()
            .dependOnClassesThat(assignableTo(Thread.class)
                    .or(assignableTo(ExecutorService.class))
                    .or(nameMatching("java\\.util\\.(Timer|concurrent\\.Executors)")));

    @ArchTest
    static final ArchRule ASKS_THE_CLOCK_IN_ITS_THREAD_ROOM_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("..thread..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat(assignableTo(Clock.class))
            .orShould()
            .callMethodWhere(target(owner(resideInAnyPackage("java.time.."))).and(target(nameMatching("now"))));

    @ArchTest
    static final ArchRule THROWS_NO_DICE = noClasses()
            .should()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callConstructor(Random.class)
            .orShould()
            .callConstructor(SplittableRandom.class)
            .orShould()
            .dependOnClassesThat(assignableTo(ThreadLocalRandom.class).or(assignableTo(SecureRandom.class)));

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("io.robustmq.journal.storage.(*)..").should().beFreeOfCycles();

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
