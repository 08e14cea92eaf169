package io.robustmq.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What holds where behaviour lives; take them in with {@code ArchTests.in(PureRules.class)}. */
public final class PureRules {

    @ArchTest
    public static final ArchRule OPENS_NO_SOCKET_AND_NO_FILE = noClasses().should(Impurity.OPEN_SOCKETS_OR_FILES);

    @ArchTest
    public static final ArchRule STARTS_NO_THREAD = noClasses().should(Impurity.START_THREADS);

    @ArchTest
    public static final ArchRule ASKS_NO_CLOCK = noClasses().should(Impurity.ASK_A_CLOCK);

    @ArchTest
    public static final ArchRule THROWS_NO_DICE = noClasses().should(Impurity.THROW_DICE);

    private PureRules() {}
}
