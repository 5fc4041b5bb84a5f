package dev.farrier.cli.doctor;

import dev.farrier.app.Wiring;
import dev.farrier.app.config.Role;
import dev.farrier.app.config.Settings;
import dev.farrier.app.service.ClusterGuard;
import dev.farrier.cli.doctor.check.AccessCheck;
import dev.farrier.cli.doctor.check.AccessCheck.AccessFacts;
import dev.farrier.cli.doctor.check.CallCheck;
import dev.farrier.cli.doctor.check.ClusterCheck;
import dev.farrier.cli.doctor.check.ExecutorCheck;
import dev.farrier.cli.doctor.check.ExecutorCheck.SiteNeeds;
import dev.farrier.cli.doctor.check.Finding;
import dev.farrier.cli.doctor.check.Finding.Subject;
import dev.farrier.cli.doctor.check.KeyCheck;
import dev.farrier.cli.doctor.check.KeyCheck.KeyFacts;
import dev.farrier.cli.doctor.check.PolicyStateCheck;
import dev.farrier.cli.doctor.check.Profile;
import dev.farrier.cli.doctor.check.TopicCheck;
import dev.farrier.model.Incident;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.source.Source;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.TopicSpec;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.AccessList;
import dev.farrier.stream.admin.Acl;
import dev.farrier.stream.admin.Acl.ResourceType;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.KafkaTooOldException;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.admin.TopicAdmin;
import dev.farrier.stream.client.HistoryReader;
import dev.farrier.stream.core.Changelogs;
import dev.farrier.stream.inspect.ClusterInspector;
import dev.farrier.stream.inspect.GroupFacts;
import dev.farrier.stream.inspect.TopicFacts;
import dev.farrier.view.Executors;
import dev.farrier.view.Executors.ExecutorStatus;
import dev.farrier.view.Notices;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what Kafka has of the deployment, and hands it to the checks. */
final class KafkaChecks {
    private final Settings settings;
    private final Profile profile;
    private final DoctorReport report;
    private final boolean local;
    private final ClientConfig client;
    private final Topics topics;
    private final HistoryReader history;
    private final InstantSource clock = InstantSource.system();
    private boolean reached;

    /** Every topic of the deployment and its changelogs; empty: not known. */
    private SortedMap<String, TopicFacts> facts = new TreeMap<>();

    private SortedSet<String> sites = new TreeSet<>();

    /** @param local whether the roles of the configuration are those of a process */
    KafkaChecks(Settings settings, Profile profile, DoctorReport report, boolean local) {
        this.settings = settings;
        this.profile = profile;
        this.report = report;
        this.local = local;
        this.client = Wiring.clientConfig(settings);
        this.topics = Wiring.topics(settings);
        this.history = new HistoryReader(client, topics);
    }

    boolean reached() {
        return reached;
    }

    /** Returns false when Kafka can't be reached: then nothing else is checked. */
    boolean run(KeyFacts keys) {
        try (Cluster cluster = new Cluster(client)) {
            cluster.check();
            reached = true;
            run(cluster, keys);
            return true;
        } catch (KafkaTooOldException e) {
            report.add(ClusterCheck.unusable(String.valueOf(e.getMessage())));
            return true;
        } catch (KafkaUnavailableException e) {
            report.add(ClusterCheck.unreachable(String.valueOf(e.getMessage())));
            return reached;
        }
    }

    private void run(Cluster cluster, KeyFacts keys) {
        ClusterInspector inspector = new ClusterInspector(cluster);
        report.add(Subject.KAFKA, () -> ClusterCheck.check(inspector.cluster(), profile));
        if (local) {
            report.add(Subject.KAFKA, () -> refusal(cluster));
        }
        PublishedPolicies policies = report.read(Subject.POLICIES, () -> PublishedPolicies.read(client, topics));
        Bundle bundle = policies == null ? null : policies.bundle();
        report.add(Subject.TOPICS, () -> topics(cluster, inspector));
        SortedMap<String, GroupFacts> groups = report.read(Subject.CHANNELS, () -> inspector.groups(roles().keySet()));
        report.add(Subject.RIGHTS, () -> rights(inspector, bundle, groups));
        new ChannelWatch(client, topics, clock, report).run(inspector, bundle, groups, facts, sites);
        if (policies != null) {
            report.add(PolicyStateCheck.inForce(policies.facts(), clock.millis()));
        }
        String key = report.read(
                Subject.KEYS, () -> history.signingKey(clock.millis()).orElse(""));
        if (key != null) {
            report.add(KeyCheck.deployment(keys, key));
        }
        executors(bundle, key == null ? "" : key);
    }

    private List<Finding> refusal(Cluster cluster) {
        try {
            return ClusterGuard.refusal(
                            settings.dataDir(), settings.clusterId(), cluster.id(), settings.bootstrapServers())
                    .map(ClusterCheck::another)
                    .stream()
                    .toList();
        } catch (IOException e) {
            return List.of(Finding.notChecked(
                    Subject.KAFKA, "whether this cluster is the one that data.dir belongs to: " + e.getMessage(), ""));
        }
    }

    private List<Finding> topics(Cluster cluster, ClusterInspector inspector) {
        TopicAdmin admin = new TopicAdmin(cluster, topics, Wiring.topicSizes(settings));
        sites = new TreeSet<>(admin.controlledSites());
        sites.addAll(admin.sites());
        if (local && settings.has(Role.EXECUTOR)) {
            sites.add(settings.site());
        }
        List<TopicSpec> specs = topics.specs(sites, Wiring.topicSizes(settings));
        SortedMap<String, String> changelogs = Changelogs.of(topics);
        Set<String> names = new TreeSet<>(changelogs.keySet());
        specs.forEach(spec -> names.add(spec.name()));
        names.addAll(inspector.internalTopics(topics.coreApplication()));
        names.addAll(inspector.internalTopics(topics.ingestApplication()));
        facts = inspector.topics(names);
        return TopicCheck.check(
                cluster.bootstrap(),
                profile,
                specs,
                changelogs,
                facts,
                topic -> topics.siteOf(topic).orElse(""));
    }

    /** Group → role. */
    private Map<String, Role> roles() {
        return Map.of(
                topics.coreApplication(), Role.CORE,
                topics.ingestApplication(), Role.INGEST,
                topics.registryIngestApplication(), Role.INGEST,
                topics.publisherGroup(), Role.POLICIES);
    }

    private List<Finding> rights(
            ClusterInspector inspector, @Nullable Bundle bundle, @Nullable SortedMap<String, GroupFacts> groups) {
        if (!local) {
            return List.of(Finding.notChecked(
                    Subject.RIGHTS,
                    "which rights are needed depends on the roles of a configuration",
                    "farrier doctor --config /etc/farrier/farrier.yaml"));
        }
        Set<String> needing = new TreeSet<>(List.of(AccessList.EVERY_ROLE));
        settings.roles()
                .forEach(role -> needing.add(role == Role.EXECUTOR ? "executor@" + settings.site() : role.text()));
        Set<String> read = bundle == null ? Set.of() : sourceTopics(bundle);
        List<Acl> needed = AccessList.of(topics, sites, read).stream()
                .filter(acl -> needing.contains(acl.role()))
                .toList();
        Map<String, TopicFacts> all = new TreeMap<>(facts);
        all.putAll(inspector.topics(read));
        List<String> ids = needed.stream()
                .filter(acl -> acl.resource() == ResourceType.TRANSACTIONAL_ID)
                .map(Acl::name)
                .toList();
        return AccessCheck.check(
                client.bootstrap(),
                needed,
                new AccessFacts(
                        inspector.hasAuthorizer(),
                        all,
                        groups == null ? Map.of() : groups,
                        inspector.describableTransactionalIds(ids)),
                profile);
    }

    private static Set<String> sourceTopics(Bundle bundle) {
        Set<String> read = new TreeSet<>();
        bundle.sources().values().forEach(source -> {
            if (source.origin() instanceof Source.Origin.TopicOrigin topic) {
                read.add(topic.topic());
            }
        });
        return read;
    }

    private void executors(@Nullable Bundle bundle, String key) {
        List<Incident> incidents = report.read(Subject.CALLS, history::incidents);
        long now = clock.millis();
        List<ExecutorStatus> executors = report.read(
                Subject.EXECUTORS,
                () -> Executors.of(
                        history.executorReports(now), Objects.requireNonNullElse(incidents, List.of()), now));
        if (executors == null) {
            return;
        }
        ActionUse use = ActionUse.of(bundle);
        report.add(ExecutorCheck.check(new SiteNeeds(sites, use.resources(), use.steps(), key), executors));
        report.add(CallCheck.check(
                settings.decider().callSites(),
                sites,
                use.calls(),
                executors,
                incidents == null ? List.of() : Notices.of(incidents, List.of(), List.of(), now),
                profile));
    }
}
