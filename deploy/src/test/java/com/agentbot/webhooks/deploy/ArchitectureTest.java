package com.agentbot.webhooks.deploy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/** What the layout promises, held by the build. */
@AnalyzeClasses(packages = "com.agentbot.webhooks", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String OURS = "com.agentbot.webhooks..";

    @ArchTest
    static final ArchRule noServiceKnowsAnother = slices().matching(
                    "com.agentbot.webhooks.(eventingest|fanoutstream|deliveryworker|retryscheduler|webhooksettings)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule contractsAndKitKnowNobody = classes()
            .that()
            .resideInAnyPackage("com.agentbot.webhooks.schemas..", "com.agentbot.webhooks.servicekit..")
            .should()
            .onlyDependOnClassesThat(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage(OURS)
                    .or(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                            "com.agentbot.webhooks.schemas..", "com.agentbot.webhooks.servicekit..")));

    @ArchTest
    static final ArchRule theCommandLineKnowsTheApiAlone = classes()
            .that()
            .resideInAPackage("com.agentbot.webhooks.cli..")
            .should()
            .onlyDependOnClassesThat(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage(OURS)
                    .or(com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                            "com.agentbot.webhooks.cli..")));

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("com.agentbot.webhooks.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule contractsReadNoClock = noClasses()
            .that()
            .resideInAPackage("com.agentbot.webhooks.schemas..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC");
}
