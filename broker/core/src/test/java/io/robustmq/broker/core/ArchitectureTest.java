package io.robustmq.broker.core;

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
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/** The core is pure: it knows the wire format and the storage interfaces, and gets time, chance, threads and sockets through its ports. */
@AnalyzeClasses(packages = "io.robustmq.broker.core", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_ONLY_WHAT_LIES_BELOW = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..",
                    "io.robustmq.broker.mqtt..",
                    "io.robustmq.broker.core..",
                    "io.robustmq.broker.storage.spi..",
                    "io.netty.buffer..",
                    "io.netty.util..",
                    "org.jspecify.annotations.."));

    @ArchTest
    static final ArchRule OPENS_NO_SOCKET_AND_NO_FILE = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net.http..")
                    .or(nameMatching("java\\.net\\..*(Socket|Connection|URL|SocketChannel)"))
                    .or(nameMatching("java\\.io\\.(File|RandomAccessFile).*")));

    @ArchTest
    static final ArchRule STARTS_NO_THREAD = noClasses()
            .should()
            .dependOnClassesThat(assignableTo(Thread.class)
                    .or(assignableTo(Executor.class))
                    .or(nameMatching("java\\.util\\.(Timer|concurrent\\.Executors)")));

    @ArchTest
    static final ArchRule ASKS_NO_CLOCK = noClasses()
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
            slices().matching("io.robustmq.broker.core.(*)..").should().beFreeOfCycles();

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
