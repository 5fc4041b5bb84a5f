package dev.farrier.stream.admin;

import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.Acl.Operation;
import dev.farrier.stream.admin.Acl.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What each role must be allowed on a cluster with ACLs: no role more than it needs. */
public final class AccessList {
    private static final Set<Operation> READ = Set.of(Operation.READ, Operation.DESCRIBE);
    private static final Set<Operation> WRITE = Set.of(Operation.WRITE, Operation.DESCRIBE);
    private static final Set<Operation> READ_WRITE = Set.of(Operation.READ, Operation.WRITE, Operation.DESCRIBE);

    private final Topics topics;
    private final List<Acl> acls = new ArrayList<>();

    private AccessList(Topics topics) {
        this.topics = topics;
    }

    /**
     * @param sites sites with executors
     * @param sourceTopics the users' own topics that sources read
     */
    public static List<Acl> of(Topics topics, Collection<String> sites, Collection<String> sourceTopics) {
        AccessList list = new AccessList(topics);
        TreeSet<String> sorted = new TreeSet<>(sites);
        list.ingest(new TreeSet<>(sourceTopics));
        list.core(sorted);
        list.api(sorted);
        sorted.forEach(list::executor);
        return List.copyOf(list.acls);
    }

    private void ingest(Collection<String> sourceTopics) {
        String role = "ingest";
        sourceTopics.forEach(topic -> topic(role, topic, READ));
        topic(role, topics.events(), READ);
        topic(role, topics.bundles(), READ);
        topic(role, topics.signals(), WRITE);
        topic(role, topics.deadLetters(), WRITE);
        application(role, topics.ingestApplication());
    }

    private void core(Collection<String> sites) {
        String role = "core";
        topic(role, topics.signals(), READ);
        topic(role, topics.operatorInputs(), READ);
        topic(role, topics.bundles(), READ);
        topic(role, topics.deciderLog(), READ_WRITE);
        topic(role, topics.incidents(), WRITE);
        topic(role, topics.audit(), WRITE);
        for (String site : sites) {
            topic(role, topics.commands(site), WRITE);
            topic(role, topics.controls(site), WRITE);
            // The decider takes a command back with a claim of its own
            topic(role, topics.outcomes(site), READ_WRITE);
        }
        application(role, topics.coreApplication());
        add(
                role,
                Resource.TOPIC,
                topics.coreApplication() + "-",
                true,
                Set.of(
                        Operation.CREATE,
                        Operation.DELETE,
                        Operation.READ,
                        Operation.WRITE,
                        Operation.DESCRIBE,
                        Operation.DESCRIBE_CONFIGS));
    }

    private void api(Collection<String> sites) {
        String role = "api";
        topic(role, topics.events(), READ_WRITE);
        topic(role, topics.deadLetters(), WRITE);
        topic(role, topics.operatorInputs(), WRITE);
        topic(role, topics.bundles(), READ_WRITE);
        topic(role, topics.incidents(), READ);
        topic(role, topics.audit(), READ);
        sites.forEach(site -> topic(role, topics.controls(site), WRITE));
        add(role, Resource.TRANSACTIONAL_ID, topics.publisherTransactionalId(), false, WRITE);
    }

    private void executor(String site) {
        String role = "executor@" + site;
        topic(role, topics.commands(site), READ);
        topic(role, topics.controls(site), READ);
        topic(role, topics.outcomes(site), READ_WRITE);
        add(
                role,
                Resource.GROUP,
                topics.workerGroup(site),
                false,
                Set.of(Operation.READ, Operation.DESCRIBE, Operation.DESCRIBE_CONFIGS, Operation.ALTER_CONFIGS));
    }

    /** Streams' group is named after the application, and its transactional ids begin with that name. */
    private void application(String role, String id) {
        add(role, Resource.GROUP, id, false, READ);
        add(role, Resource.TRANSACTIONAL_ID, id + "-", true, WRITE);
    }

    private void topic(String role, String name, Set<Operation> operations) {
        add(role, Resource.TOPIC, name, false, operations);
    }

    private void add(String role, Resource resource, String name, boolean prefixed, Set<Operation> operations) {
        acls.add(new Acl(role, resource, name, prefixed, operations));
    }
}
