package dev.farrier.view;

import dev.farrier.model.HaltScope;
import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.text.Nearest;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is not there though an order names it, for a warning: the order is given all the same. */
public final class UnknownName {
    private UnknownName() {}

    /** {@code no policy stuk: did you mean stuck}; empty: the policies in force have it. */
    public static Optional<String> of(HaltScope scope, Bundle inForce) {
        return of(
                scope.text(),
                scope.name(),
                switch (scope.kind()) {
                    case POLICY -> inForce.policies().keySet();
                    case TARGET -> inForce.resources().keySet();
                    case SITE ->
                        inForce.resources().values().stream()
                                .map(Resource::site)
                                .collect(Collectors.toSet());
                    case ALL, INCIDENT -> Set.of(scope.name());
                });
    }

    /**
     * Empty: it is known.
     *
     * @param what kind and name, for people
     */
    public static Optional<String> of(String what, String name, Collection<String> known) {
        return known.contains(name) ? Optional.empty() : Optional.of("no " + what + Nearest.hint(name, known));
    }
}
