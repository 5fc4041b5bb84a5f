package dev.farrier.cli.doctor.check;

import dev.farrier.cli.doctor.check.Finding.Subject;
import dev.farrier.policy.text.Phrases;
import dev.farrier.stream.admin.Acl;
import dev.farrier.stream.admin.Acl.Operation;
import dev.farrier.stream.inspect.GroupFacts;
import dev.farrier.stream.inspect.TopicFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether the user of the configuration may do what its roles must do, as far as brokers answer that. */
public final class AccessCheck {
    private AccessCheck() {}

    /**
     * What the brokers answer about this user's rights.
     *
     * @param authorizer whether Kafka has one; empty: unknown
     * @param topics by name
     * @param groups by name
     * @param transactionalIds those that may be described; of a prefix: the prefix
     */
    public record AccessFacts(
            Optional<Boolean> authorizer,
            Map<String, TopicFacts> topics,
            Map<String, GroupFacts> groups,
            Set<String> transactionalIds) {
        public AccessFacts {
            topics = Map.copyOf(topics);
            groups = Map.copyOf(groups);
            transactionalIds = Set.copyOf(transactionalIds);
        }
    }

    /** @param needed by the roles of the configuration */
    public static List<Finding> check(String address, Collection<Acl> needed, AccessFacts facts, Profile profile) {
        if (facts.authorizer().equals(Optional.of(false))) {
            String open = "Kafka has no authorizer: whoever reaches it may write commands and policies";
            return List.of(
                    profile == Profile.DEV
                            ? Finding.ok(Subject.RIGHTS, open)
                            : Finding.warning(
                                    Subject.RIGHTS,
                                    open,
                                    "set authorizer.class.name of the brokers; farrier topics create --acls prints the"
                                            + " rights that each role needs"));
        }
        List<Finding> findings = new ArrayList<>();
        int granted = 0;
        int unknown = 0;
        for (Acl acl : needed) {
            Optional<Set<Operation>> missing = missing(acl, facts);
            if (missing.isEmpty()) {
                unknown++;
            } else if (missing.get().isEmpty()) {
                granted++;
            } else {
                Acl of = new Acl(acl.role(), acl.resource(), acl.name(), acl.prefixed(), missing.get());
                findings.add(Finding.error(
                        Subject.RIGHTS,
                        acl.role() + " may not " + of,
                        "kafka-acls.sh --bootstrap-server " + address + " --allow-principal User:NAME "
                                + of.kafkaAcls()));
            }
        }
        if (granted > 0) {
            findings.add(
                    Finding.ok(Subject.RIGHTS, Phrases.count(granted, "ACL") + " that the roles need are granted"));
        }
        if (unknown > 0) {
            findings.add(Finding.notChecked(
                    Subject.RIGHTS,
                    Phrases.count(unknown, "ACL") + " of topics and groups that do not exist yet",
                    "farrier topics create --acls lists them all"));
        }
        return findings;
    }

    /** Empty: can't be known. Of a transactional id only whether it may be described is known. */
    private static Optional<Set<Operation>> missing(Acl acl, AccessFacts facts) {
        return switch (acl.resource()) {
            case TRANSACTIONAL_ID ->
                Optional.of(facts.transactionalIds().contains(acl.name()) ? Set.of() : acl.operations());
            case GROUP ->
                Optional.ofNullable(facts.groups().get(acl.name()))
                        .flatMap(GroupFacts::allowed)
                        .map(allowed -> without(acl.operations(), allowed));
            case TOPIC ->
                facts.topics().values().stream()
                        .filter(topic -> acl.prefixed()
                                ? topic.name().startsWith(acl.name())
                                : topic.name().equals(acl.name()))
                        .flatMap(topic -> topic.allowed().stream())
                        .map(allowed -> without(acl.operations(), allowed))
                        .reduce(AccessCheck::both);
        };
    }

    private static Set<Operation> without(Set<Operation> needed, Set<Operation> allowed) {
        EnumSet<Operation> missing = EnumSet.copyOf(needed);
        missing.removeAll(allowed);
        return missing;
    }

    private static Set<Operation> both(Set<Operation> one, Set<Operation> other) {
        EnumSet<Operation> all = EnumSet.noneOf(Operation.class);
        all.addAll(one);
        all.addAll(other);
        return all;
    }
}
