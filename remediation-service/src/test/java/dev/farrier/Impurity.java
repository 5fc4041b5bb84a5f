package dev.farrier;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** What would make the same recorded inputs give other decisions: clocks, randomness, the environment, I/O. */
final class Impurity {
    private Impurity() {}

    private static final Set<String> JDK_CLASSES = Set.of(
            "java.time.Clock",
            "java.time.InstantSource",
            "java.security.SecureRandom",
            "java.util.Random",
            "java.util.Scanner",
            "java.util.SplittableRandom",
            "java.util.Timer",
            "java.util.concurrent.ThreadLocalRandom");

    /** Neither the outside world nor a source of surprises; URIs and their encoding are plain values. */
    static final DescribedPredicate<JavaClass> CLASS = describe("read a clock, draw at random, log or do I/O", type -> {
        String name = type.getName();
        return switch (type.getPackageName()) {
            case "java.io" -> !name.equals("java.io.Serializable");
            case "java.net" ->
                !Set.of("java.net.URI", "java.net.URISyntaxException", "java.net.URLDecoder", "java.net.URLEncoder")
                        .contains(name);
            default ->
                JDK_CLASSES.contains(name)
                        || resideInAnyPackage(
                                        "java.nio.file..",
                                        "java.nio.channels..",
                                        "java.net.http..",
                                        "java.util.logging..",
                                        "java.util.random..",
                                        "org.slf4j..")
                                .test(type);
        };
    });

    private static final Set<String> METHODS = Set.of(
            "java.lang.Math.random",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.System.getLogger",
            "java.lang.System.out",
            "java.lang.System.err",
            "java.lang.System.in",
            "java.lang.Thread.sleep",
            "java.util.Collections.shuffle",
            "java.util.UUID.randomUUID");

    static ArchCondition<JavaClass> callNothingImpure() {
        return new ArchCondition<>("call nothing that reads a clock, the environment or a random number") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (JavaAccess<?> access : item.getAccessesFromSelf()) {
                    if (isImpure(access.getTarget())) {
                        events.add(SimpleConditionEvent.violated(access, access.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean isImpure(AccessTarget target) {
        String owner = target.getOwner().getName();
        boolean now = target.getName().equals("now")
                && target.getOwner().getPackageName().startsWith("java.time");
        boolean newDate = owner.equals("java.util.Date") && target.getName().equals("<init>");
        return now || newDate || METHODS.contains(owner + "." + target.getName());
    }
}
