package dev.farrier;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code ./farrier test --fast} leaves out what is tagged, so whatever starts a broker must be. */
class TestTagsTest {

    @Test
    void shouldTagEveryTestWithABroker() {
        JavaClasses tests = new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages("dev.farrier");
        assertThat(withABroker(tests))
                .filteredOn(type -> type.getSimpleName().endsWith("Test"))
                .isNotEmpty()
                .allMatch(TestTagsTest::isTagged, "tagged kafka");
    }

    /** Test classes that use the embedded broker, and those that use them. */
    private static Set<JavaClass> withABroker(JavaClasses tests) {
        Set<JavaClass> found = new HashSet<>();
        Deque<JavaClass> next = new ArrayDeque<>();
        for (JavaClass type : tests) {
            if (type.getDirectDependenciesFromSelf().stream()
                    .anyMatch(uses -> uses.getTargetClass().getPackageName().equals("dev.farrier.embedded"))) {
                next.add(type);
            }
        }
        while (!next.isEmpty()) {
            JavaClass type = next.remove();
            if (found.add(type)) {
                type.getDirectDependenciesToSelf().stream()
                        .map(Dependency::getOriginClass)
                        .forEach(next::add);
            }
        }
        return found;
    }

    private static boolean isTagged(JavaClass type) {
        return type.isAnnotatedWith(Tag.class)
                && type.getAnnotationOfType(Tag.class).value().equals("kafka");
    }
}
