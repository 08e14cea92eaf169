package io.robustmq.rules;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callConstructor;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;

/** What a pure class does not do itself, but gets as an argument or through a port. */
public final class Impurity {

    public static final ArchCondition<JavaClass> OPEN_SOCKETS_OR_FILES =
            dependOnClassesThat(resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net.http..")
                    .or(nameMatching("java\\.net\\..*(Socket|Connection|URL|SocketChannel)"))
                    .or(nameMatching("java\\.io\\.(File|RandomAccessFile).*")));

    /** An executor that is handed in is another's thread. */
    public static final ArchCondition<JavaClass> START_THREADS = dependOnClassesThat(assignableTo(Thread.class)
            .or(assignableTo(ExecutorService.class))
            .or(nameMatching("java\\.util\\.(Timer|concurrent\\.Executors)")));

    public static final ArchCondition<JavaClass> ASK_A_CLOCK = callMethod(System.class, "currentTimeMillis")
            .or(callMethod(System.class, "nanoTime"))
            .or(dependOnClassesThat(assignableTo(Clock.class)))
            .or(callMethodWhere(target(owner(resideInAnyPackage("java.time.."))).and(target(nameMatching("now")))));

    /** Chance comes from whoever has the seed. */
    public static final ArchCondition<JavaClass> THROW_DICE = callMethod(Math.class, "random")
            .or(callMethod(UUID.class, "randomUUID"))
            .or(callConstructor(Random.class))
            .or(callConstructor(SplittableRandom.class))
            .or(dependOnClassesThat(assignableTo(ThreadLocalRandom.class).or(assignableTo(SecureRandom.class))));

    private Impurity() {}
}
