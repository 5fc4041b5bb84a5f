package dev.farrier;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.conditions.ArchConditions.never;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** What may import what. A rule about a package without classes fails, so a package that is renamed can't slip out of its rule. */
@AnalyzeClasses(
        packages = "dev.farrier",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.OnlyTheService.class})
class ArchitectureTest {

    /** The JDK, and annotations that are gone at run time. */
    private static final String[] LANGUAGE = {
        "java..", "org.jspecify.annotations..", "com.google.errorprone.annotations.."
    };

    private static final String[] PURE = {
        "dev.farrier.model..",
        "dev.farrier.policy..",
        "dev.farrier.match..",
        "dev.farrier.detect..",
        "dev.farrier.decide.."
    };

    /** A rule that names several packages is not empty while one of them has classes, so each is asked for by itself. */
    @ArchTest
    static void everyPackageOfTheRulesHasClasses(JavaClasses service) {
        Stream.of(
                        Stream.of(PURE),
                        Stream.of(
                                "dev.farrier.ingest..",
                                "dev.farrier.stream..",
                                "dev.farrier.app..",
                                "dev.farrier.cli.."),
                        Stream.of("dev.farrier.api..", "dev.farrier.execute.http..", "dev.farrier.execute.process.."))
                .flatMap(Function.identity())
                .forEach(name -> assertThat(service.stream().anyMatch(resideInAPackage(name)))
                        .as("classes in " + name)
                        .isTrue());
    }

    // 1. model knows the JDK only, policy knows model only

    @ArchTest
    static final ArchRule modelImportsOnlyTheJdk = only("dev.farrier.model..", "dev.farrier.model..");

    /** A compiled policy holds its templates and conditions compiled. */
    @ArchTest
    static final ArchRule policyImportsModel = only(
            "dev.farrier.policy",
            "dev.farrier.policy",
            "dev.farrier.policy.action",
            "dev.farrier.policy.source",
            "dev.farrier.policy.storm",
            "dev.farrier.policy.interval",
            "dev.farrier.policy.incident",
            "dev.farrier.policy.text",
            "dev.farrier.policy.cel",
            "dev.farrier.policy.keys",
            "dev.farrier.model..");

    @ArchTest
    static final ArchRule intervalsImportNothing = only("dev.farrier.policy.interval", "dev.farrier.policy.interval");

    @ArchTest
    static final ArchRule stormsImportNoPolicy = only(
            "dev.farrier.policy.storm",
            "dev.farrier.policy.storm",
            "dev.farrier.policy.keys",
            "dev.farrier.policy.time");

    @ArchTest
    static final ArchRule actionsImportNoPolicy = only(
            "dev.farrier.policy.action",
            "dev.farrier.policy.action",
            "dev.farrier.policy.text",
            "dev.farrier.policy.keys",
            "dev.farrier.model..",
            "com.google.re2j..");

    @ArchTest
    static final ArchRule sourcesImportNoPolicy = only(
            "dev.farrier.policy.source",
            "dev.farrier.policy.source",
            "dev.farrier.policy.text",
            "dev.farrier.policy.keys",
            "dev.farrier.policy.problem",
            "dev.farrier.model..",
            "com.google.re2j..");

    /** Declarations of keys know neither documents nor the YAML library. */
    @ArchTest
    static final ArchRule policyKeysImportNoDocument = only(
            "dev.farrier.policy.keys",
            "dev.farrier.policy.keys",
            "dev.farrier.policy.problem",
            "dev.farrier.policy.text",
            "dev.farrier.policy.time",
            "dev.farrier.model..",
            "com.google.re2j..");

    @ArchTest
    static final ArchRule policyProblemsImportNothing =
            only("dev.farrier.policy.problem", "dev.farrier.policy.problem");

    @ArchTest
    static final ArchRule policyTextImportsNothingOfPolicy =
            only("dev.farrier.policy.text", "dev.farrier.policy.text", "dev.farrier.model..", "com.google.re2j..");

    @ArchTest
    static final ArchRule policyYamlImportsTheYamlLibrary = only(
            "dev.farrier.policy.yaml..",
            "dev.farrier.policy..",
            "dev.farrier.model..",
            "com.google.re2j..",
            "org.snakeyaml.engine..");

    /** CEL's own signatures mention Guava and Protocol Buffers. */
    @ArchTest
    static final ArchRule policyCelImportsCel = only(
            "dev.farrier.policy.cel..",
            "dev.farrier.policy.cel..",
            "dev.farrier.policy.text",
            "dev.farrier.model..",
            "com.google.re2j..",
            "dev.cel..",
            "com.google.common..",
            "com.google.protobuf..");

    @ArchTest
    static final ArchRule yamlLibraryStaysInPolicyYaml = noClasses()
            .that()
            .resideOutsideOfPackage("dev.farrier.policy.yaml..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.snakeyaml..");

    // 2. stages meet in the topology, never in each other

    @ArchTest
    static final ArchRule ingestImportsNoOtherStage = stage("dev.farrier.ingest..");

    @ArchTest
    static final ArchRule matchImportsNoOtherStage = stage("dev.farrier.match..");

    @ArchTest
    static final ArchRule detectImportsNoOtherStage = stage("dev.farrier.detect..");

    @ArchTest
    static final ArchRule decideImportsNoOtherStage = stage("dev.farrier.decide..", "dev.farrier.effect..");

    // 3. Kafka and Avro stay at the edge

    @ArchTest
    static final ArchRule kafkaAndAvroStayInStreamAndApp = noClasses()
            .that()
            .resideOutsideOfPackages("dev.farrier.stream..", "dev.farrier.app..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.apache.avro..");

    /** Whether its library can be loaded depends on the machine, so all else knows only the port. */
    @ArchTest
    static final ArchRule nativePatternsStayInHyperscan = noClasses()
            .that()
            .resideOutsideOfPackage("dev.farrier.hyperscan..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.gliwka..", "org.bytedeco..");

    @ArchTest
    static final ArchRule gitStaysInGit = noClasses()
            .that()
            .resideOutsideOfPackage("dev.farrier.git..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.jgit..", "org.apache.sshd..");

    @ArchTest
    static final ArchRule hyperscanKnowsOnlyMatch = noClasses()
            .that()
            .resideInAPackage("dev.farrier.hyperscan..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.farrier..")
                    .and(resideOutsideOfPackages("dev.farrier.hyperscan..", "dev.farrier.match..")));

    // 4. the core is a function: time, ids and randomness are its arguments

    @ArchTest
    static final ArchRule coreUsesNoClockRandomnessLogOrIo = classes()
            .that()
            .resideInAnyPackage(PURE)
            .should(never(dependOnClassesThat(Impurity.CLASS)))
            .andShould(Impurity.callNothingImpure());

    // 5. cli, the program, is the outermost ring and the only one that sees app; adapters are neighbours that never
    // meet

    @ArchTest
    static final ArchRule onlyCliImportsApp = noClasses()
            .that()
            .resideOutsideOfPackages("dev.farrier.app..", "dev.farrier.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.farrier.app..");

    @ArchTest
    static final ArchRule nobodyImportsCli = noClasses()
            .that()
            .resideOutsideOfPackage("dev.farrier.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.farrier.cli..");

    @ArchTest
    static final ArchRule adaptersDoNotImportEachOther =
            slices().assignedFrom(new Adapters()).should().notDependOnEachOther();

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("dev.farrier.(*)..").should().beFreeOfCycles();

    /** NullAway looks only at packages that say so, and a forgotten package-info.java would switch it off in silence. */
    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes()
            .should(new ArchCondition<>("be in a package whose package-info.java is @NullMarked") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                    events.add(new SimpleConditionEvent(item, marked, item.getName() + " is in an unmarked package"));
                }
            });

    /** Leaves out the broker, another module of this build that the tests have on their class path. */
    static class OnlyTheService implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("embedded-kafka");
        }
    }

    /**
     * Each shell, and each executor adapter below {@code execute}, is one slice. All else is none: neither {@code execute} nor
     * {@code execute.worker}, which runs what the adapters implement.
     */
    private static class Adapters implements SliceAssignment {
        private static final Pattern ADAPTER =
                Pattern.compile("dev\\.farrier\\.(api|cli|execute\\.(?!worker\\b)\\w+)(\\..*)?");

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            Matcher matcher = ADAPTER.matcher(javaClass.getPackageName());
            return matcher.matches() ? SliceIdentifier.of(matcher.group(1)) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "adapters";
        }
    }

    private static ArchRule only(String who, String... imports) {
        String[] allowed = Stream.of(LANGUAGE, imports).flatMap(Stream::of).toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(who)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed);
    }

    private static ArchRule stage(String stage, String... more) {
        Stream<String> others = Stream.of(
                stage,
                "dev.farrier.model..",
                "dev.farrier.policy..",
                "com.google.re2j..",
                "tools.jackson..",
                // Jackson 3 kept the annotations of Jackson 2
                "com.fasterxml.jackson.annotation..");
        return only(stage, Stream.concat(others, Stream.of(more)).toArray(String[]::new));
    }
}
