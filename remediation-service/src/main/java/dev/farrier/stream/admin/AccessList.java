package dev.farrier.stream.admin;

import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.Acl.Operation;
import dev.farrier.stream.admin.Acl.ResourceType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The least that each role, and each command of the command line, must be allowed on a cluster with ACLs. A test runs all of
 * them with these ACLs alone.
 */
public final class AccessList {
    /** Stands for every process of {@code farrier serve}, whatever its roles. */
    public static final String EVERY_ROLE = "every role";

    private static final Set<Operation> LOOK = Set.of(Operation.DESCRIBE, Operation.DESCRIBE_CONFIGS);
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
        list.everyRole();
        list.ingest(new TreeSet<>(sourceTopics));
        list.core(sorted);
        list.api(sorted);
        list.policies();
        sorted.forEach(list::executor);
        list.commands(sorted);
        list.why(new TreeSet<>(sourceTopics));
        list.doctor(new TreeSet<>(sourceTopics));
        list.replay(new TreeSet<>(sourceTopics));
        return List.copyOf(list.acls);
    }

    /** At its start a process compares all topics with what they should be. */
    private void everyRole() {
        ours(EVERY_ROLE, LOOK);
        topic(EVERY_ROLE, topics.bundles(), READ);
    }

    private void ingest(Collection<String> sourceTopics) {
        String role = "ingest";
        sourceTopics.forEach(topic -> topic(role, topic, READ));
        // The lines of tailed files are written there, and read again.
        topic(role, topics.events(), READ_WRITE);
        topic(role, topics.signals(), WRITE);
        topic(role, topics.deadLetters(), WRITE);
        // It tells the decider its host.
        topic(role, topics.operatorInputs(), WRITE);
        application(role, topics.ingestApplication());
        application(role, topics.registryIngestApplication());
    }

    private void core(Collection<String> sites) {
        String role = "core";
        topic(role, topics.signals(), READ);
        // The watchdog's events.
        topic(role, topics.events(), WRITE);
        // Written too: the site monitor reports the sites to the decider.
        topic(role, topics.operatorInputs(), READ_WRITE);
        topic(role, topics.deciderLog(), READ_WRITE);
        topic(role, topics.incidents(), WRITE);
        topic(role, topics.audit(), WRITE);
        // Read too: the loss monitor looks for sources that go on losing what they send.
        topic(role, topics.deadLetters(), READ_WRITE);
        for (String site : sites) {
            topic(role, topics.commands(site), WRITE);
            topic(role, topics.controls(site), WRITE);
            // Written too: the decider revokes a command by a claim of its own.
            topic(role, topics.outcomes(site), READ_WRITE);
        }
        application(role, topics.coreApplication());
        add(
                role,
                ResourceType.TOPIC,
                topics.coreApplication() + "-",
                true,
                Set.of(Operation.CREATE, Operation.READ, Operation.WRITE, Operation.DESCRIBE));
    }

    private void api(Collection<String> sites) {
        String role = "api";
        topic(role, topics.events(), WRITE);
        topic(role, topics.deadLetters(), WRITE);
        topic(role, topics.incidents(), READ);
        topic(role, topics.audit(), READ);
        sites.forEach(site -> {
            topic(role, topics.outcomes(site), READ);
            topic(role, topics.controls(site), READ);
        });
        orders(role, sites);
    }

    private void policies() {
        String role = "policies";
        publish(role);
        // Of several processes with this role one fetches from Git.
        add(role, ResourceType.GROUP, topics.publisherGroup(), false, READ);
    }

    private void publish(String role) {
        topic(role, topics.bundles(), READ_WRITE);
        // Read: a commit that an incident names is kept.
        topic(role, topics.incidents(), READ);
        topic(role, topics.operatorInputs(), WRITE);
        add(role, ResourceType.TRANSACTIONAL_ID, topics.publisherTransactionalId(), false, WRITE);
    }

    private void executor(String site) {
        String role = "executor@" + site;
        topic(role, topics.commands(site), READ);
        topic(role, topics.controls(site), READ);
        topic(role, topics.outcomes(site), READ_WRITE);
    }

    private void commands(Collection<String> sites) {
        String create = "farrier topics create";
        ours(create, Set.of(Operation.CREATE, Operation.DESCRIBE, Operation.DESCRIBE_CONFIGS));
        // Read: they warn of names that the policies in force do not have.
        String halt = "farrier halt, resume";
        orders(halt, sites);
        topic(halt, topics.bundles(), READ);
        String acknowledge = "farrier policy, breakers acknowledge";
        topic(acknowledge, topics.operatorInputs(), WRITE);
        topic(acknowledge, topics.bundles(), READ);
        String silence = "farrier silence";
        topic(silence, topics.operatorInputs(), WRITE);
        topic(silence, topics.bundles(), READ_WRITE);
        topic(silence, topics.incidents(), READ);
        String maintenance = "farrier maintenance";
        topic(maintenance, topics.operatorInputs(), WRITE);
        topic(maintenance, topics.bundles(), READ_WRITE);
        topic("farrier keys rotate", topics.operatorInputs(), WRITE);
        String executors = "farrier executors";
        ours(executors, Set.of(Operation.DESCRIBE));
        topic(executors, topics.incidents(), READ);
        sites.forEach(site -> topic(executors, topics.outcomes(site), READ));
        String incidents = "farrier incidents";
        topic(incidents, topics.incidents(), READ);
        topic(incidents, topics.audit(), READ);
        // what is silenced or in maintenance stands above the list
        topic(incidents, topics.bundles(), READ);
        String budgets = "farrier budgets";
        topic(budgets, topics.incidents(), READ);
        topic(budgets, topics.bundles(), READ);
        // what is halted stands above both lists
        sites.forEach(site -> {
            topic(incidents, topics.controls(site), READ);
            topic(budgets, topics.controls(site), READ);
        });
        String cancel = "farrier incidents cancel, retry, pause, resume";
        orders(cancel, sites);
        topic(cancel, topics.incidents(), READ);
        topic(cancel, topics.bundles(), READ);
        sites.forEach(site -> topic(cancel, topics.controls(site), READ));
        topic("farrier policy status, diff", topics.bundles(), READ);
        String effect = "farrier policy effect";
        topic(effect, topics.audit(), READ);
        // for the name of a policy that has had no incident
        topic(effect, topics.bundles(), READ);
        topic("farrier report", topics.audit(), READ);
        publish("farrier policy use, release, push, fetch");
        String send = "farrier events send";
        topic(send, topics.bundles(), READ);
        topic(send, topics.events(), WRITE);
        String tail = "farrier events tail";
        topic(tail, topics.bundles(), READ);
        topic(tail, topics.events(), READ);
        topic(tail, topics.deadLetters(), READ);
    }

    private void why(Collection<String> sourceTopics) {
        String why = "farrier why";
        sourceTopics.forEach(topic -> topic(why, topic, READ));
        topic(why, topics.bundles(), READ);
        topic(why, topics.events(), READ);
        topic(why, topics.deciderLog(), READ);
        topic(why, topics.audit(), READ);
    }

    /** It reads the newest records of topics, and which transactions are open on them. */
    private void doctor(Collection<String> sourceTopics) {
        String doctor = "farrier doctor";
        sourceTopics.forEach(topic -> topic(doctor, topic, Set.of(Operation.DESCRIBE)));
        ours(doctor, Set.of(Operation.READ, Operation.DESCRIBE, Operation.DESCRIBE_CONFIGS));
        add(doctor, ResourceType.TOPIC, topics.coreApplication() + "-", true, LOOK);
        for (String group :
                List.of(topics.coreApplication(), topics.ingestApplication(), topics.registryIngestApplication())) {
            add(doctor, ResourceType.GROUP, group, false, Set.of(Operation.DESCRIBE));
        }
        topic("farrier doctor --try-calls", topics.operatorInputs(), WRITE);
    }

    /** The last three topics only for {@code --outcomes recorded} and {@code --compare-live}. */
    private void replay(Collection<String> sourceTopics) {
        String replay = "farrier replay";
        sourceTopics.forEach(topic -> topic(replay, topic, READ));
        topic(replay, topics.events(), READ);
        topic(replay, topics.deciderLog(), READ);
        topic(replay, topics.audit(), READ);
        topic(replay, topics.incidents(), READ);
    }

    /** Orders go to the decider, and straight to the workers. */
    private void orders(String role, Collection<String> sites) {
        topic(role, topics.operatorInputs(), WRITE);
        sites.forEach(site -> topic(role, topics.controls(site), WRITE));
    }

    /** Kafka Streams names its group after the application, and its transactional ids begin with that name. */
    private void application(String role, String id) {
        add(role, ResourceType.GROUP, id, false, READ);
        add(role, ResourceType.TRANSACTIONAL_ID, id + "-", true, WRITE);
    }

    private void ours(String role, Set<Operation> operations) {
        add(role, ResourceType.TOPIC, topics.prefix(), true, operations);
    }

    private void topic(String role, String name, Set<Operation> operations) {
        add(role, ResourceType.TOPIC, name, false, operations);
    }

    private void add(String role, ResourceType resource, String name, boolean prefixed, Set<Operation> operations) {
        acls.add(new Acl(role, resource, name, prefixed, operations));
    }
}
