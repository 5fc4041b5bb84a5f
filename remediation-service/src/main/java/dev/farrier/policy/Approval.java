package dev.farrier.policy;

import dev.farrier.model.Texts;
import dev.farrier.policy.text.Phrases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Persons who must say yes before a rung changes anything.
 *
 * @param roles the owner of a token with one of these roles may answer
 * @param names so may the owners of these tokens; not both are empty
 * @param count how many persons must say yes, at least 1
 * @param timeout how long they are waited for, from when they were asked
 * @param onTimeout what happens when they have not all answered by then
 */
public record Approval(
        SortedSet<Role> roles, SortedSet<String> names, int count, Duration timeout, OnTimeout onTimeout) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(15);

    /** What {@code mode: approve} asks for. */
    public static final Approval DEFAULT =
            new Approval(new TreeSet<>(Set.of(Role.APPROVER)), new TreeSet<>(), 1, DEFAULT_TIMEOUT, OnTimeout.ESCALATE);

    public Approval {
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    /**
     * Whether this person may answer.
     *
     * @param tokenRoles in lower case
     */
    public boolean asks(String name, Collection<String> tokenRoles) {
        return names.contains(name) || roles.stream().map(Texts::code).anyMatch(tokenRoles::contains);
    }

    /** For people: who must say yes. */
    public String who() {
        List<String> who = new ArrayList<>(names);
        roles.forEach(role -> who.add("any " + Texts.code(role)));
        return (count == 1 ? "" : count + " of ") + Phrases.or(who);
    }

    /** A role of {@code http.tokens} that may answer. */
    public enum Role {
        OPERATOR,
        APPROVER
    }

    public enum OnTimeout {
        /** A person is called, and nothing more is run. */
        ESCALATE,
        /** The rung is left out. */
        NEXT_RUNG,
        /** As if they had said yes. */
        ACT
    }
}
