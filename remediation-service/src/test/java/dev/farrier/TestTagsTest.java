package dev.farrier;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.beAnnotatedWith;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Tag;

/** `./farrier test --fast` leaves out what is tagged, so whatever starts a broker must be. */
@AnalyzeClasses(packages = "dev.farrier", importOptions = ImportOption.OnlyIncludeTests.class)
class TestTagsTest {

    private static final DescribedPredicate<JavaClass> USES_A_BROKER = DescribedPredicate.describe(
            "start a broker, or use a test class that does",
            type -> type.getTransitiveDependenciesFromSelf().stream()
                    .anyMatch(uses -> resideInAPackage("dev.farrier.embedded..").test(uses.getTargetClass())));

    private static final DescribedPredicate<JavaAnnotation<?>> TAG_KAFKA = DescribedPredicate.describe(
            "@Tag(\"kafka\")",
            annotation -> annotation.getRawType().isEquivalentTo(Tag.class)
                    && annotation.get("value").filter("kafka"::equals).isPresent());

    @ArchTest
    static final ArchRule testsWithABrokerAreTagged = ArchRuleDefinition.classes()
            .that()
            .haveSimpleNameEndingWith("Test")
            .and(USES_A_BROKER)
            .should(beAnnotatedWith(TAG_KAFKA));
}
