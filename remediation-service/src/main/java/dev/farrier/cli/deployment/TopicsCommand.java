package dev.farrier.cli.deployment;

import dev.farrier.app.Wiring;
import dev.farrier.app.config.Settings;
import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.OutputOption;
import dev.farrier.cli.ProgressLine;
import dev.farrier.cli.Table;
import dev.farrier.model.Texts;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.repository.PolicyDirectory;
import dev.farrier.stream.admin.AccessList;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.PlannedTopic;
import dev.farrier.stream.admin.PlannedTopic.TopicState;
import dev.farrier.stream.admin.TopicAdmin;
import dev.farrier.view.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code farrier topics}. */
@Command(
        name = "topics",
        description = "Create the topics that Farrier needs.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  farrier topics create --dry-run", "  farrier topics create --acls"},
        subcommands = TopicsCommand.TopicsCreateCommand.class)
public final class TopicsCommand {
    @Command(
            name = "create",
            description = {
                "Create missing topics, and check the settings of existing ones.",
                "Existing topics are never changed, so it is safe to run it again.",
                "With --dry-run or --acls nothing is created."
            },
            footer = {
                "",
                "Examples:",
                "  farrier topics create --dry-run",
                "  farrier topics create --site eu-de-1 --site eu-de-2",
                "  farrier topics create --acls --site eu-de-1",
                "  farrier topics create --acls -o json | jq -r .kafkaAcls"
            },
            exitCodeList = {
                "0:all topics are usable (or, with --dry-run, could be created)",
                "1:an existing topic has settings that Farrier can't work with",
                "2:wrong usage or configuration",
                "3:Kafka can't be reached or is too old"
            })
    static final class TopicsCreateCommand implements Callable<Integer> {
        @Option(
                names = "--site",
                paramLabel = "SITE",
                description =
                        "Also create the topics of this site; may be repeated. Default: the configuration's " + "site.")
        private List<String> sites = new ArrayList<>();

        @Option(names = "--dry-run", description = "Only print what would be created. Create nothing.")
        private boolean dryRun;

        @Option(
                names = "--acls",
                description = "Only print the Kafka ACLs that each role, site and command needs. Create nothing.")
        private boolean acls;

        @Mixin
        private ConnectionOptions connection = new ConnectionOptions();

        @Mixin
        private OutputOption output = new OutputOption();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            Settings settings = connection.settings(spec);
            List<String> of = sites.isEmpty() ? List.of(settings.site()) : sites;
            PrintWriter out = spec.commandLine().getOut();
            boolean usable = true;
            try {
                if (dryRun || !acls) {
                    List<PlannedTopic> topics = topics(settings, of);
                    out.print(output.json() ? lines(topics, topic -> json(topic)) : table(topics));
                    usable = topics.stream().noneMatch(topic -> topic.state() == TopicState.UNUSABLE);
                }
                if (acls) {
                    List<Permission> permissions = permissions(settings, of);
                    out.print(
                            output.json()
                                    ? lines(permissions, permission -> json(permission))
                                    : permissionTable(permissions));
                }
            } catch (IllegalArgumentException e) { // a site that topics can't be named after
                throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
            }
            out.flush();
            return usable ? ExitCode.FINE : ExitCode.NOT_FINE;
        }

        private List<PlannedTopic> topics(Settings settings, List<String> of) {
            try (Cluster cluster = connection.connect(spec)) {
                TopicAdmin admin = new TopicAdmin(cluster, Wiring.topics(settings), Wiring.topicSizes(settings));
                ProgressLine progress = ProgressLine.on(spec.commandLine().getErr(), "created", "topics");
                return dryRun ? admin.plan(of) : admin.create(of, progress::show);
            }
        }

        private String table(List<PlannedTopic> topics) {
            Table table = new Table("TOPIC", "PARTITIONS", "CLEANUP", "STATUS");
            for (PlannedTopic topic : topics) {
                String state =
                        dryRun && topic.state() == TopicState.MISSING ? "would be created" : Texts.code(topic.state());
                table.row(
                        topic.spec().name(),
                        Integer.toString(topic.spec().partitions()),
                        topic.spec().cleanupPolicy(),
                        topic.differences().isEmpty() ? state : state + ": " + String.join("; ", topic.differences()));
            }
            return table.toString();
        }

        private static JsonObject json(PlannedTopic topic) {
            return new JsonObject()
                    .put("topic", topic.spec().name())
                    .put("partitions", topic.spec().partitions())
                    .put("cleanup", topic.spec().cleanupPolicy())
                    .put("status", Texts.code(topic.state()))
                    .put("differences", topic.differences());
        }

        /** Needs no Kafka. */
        private static List<Permission> permissions(Settings settings, List<String> sites) {
            Set<String> sources = sourceTopics(settings.policies().dir());
            List<Permission> permissions = new ArrayList<>();
            AccessList.of(Wiring.topics(settings), sites, sources)
                    .forEach(acl -> permissions.add(new Permission(acl.role(), acl.toString(), acl.kafkaAcls())));
            if (sources.isEmpty()) {
                permissions.add(new Permission(
                        "ingest, farrier why",
                        "READ, DESCRIBE on each topic that a Source of the policies names, if any does",
                        ""));
            }
            return permissions;
        }

        /** Those of the configured policies, as far as they can be read here. */
        private static Set<String> sourceTopics(Path directory) {
            TreeSet<String> topics = new TreeSet<>();
            Bundle bundle = Files.isDirectory(directory)
                    ? PolicyCompiler.compile(PolicyDirectory.read(directory).files(), "acls")
                            .bundle()
                    : null;
            if (bundle != null) {
                bundle.sources().values().forEach(source -> {
                    if (source.origin() instanceof Source.Origin.TopicOrigin topic) {
                        topics.add(topic.topic());
                    }
                });
            }
            return topics;
        }

        private static String permissionTable(List<Permission> permissions) {
            Table table = new Table("WHO", "MUST BE ALLOWED");
            permissions.forEach(permission -> table.row(permission.role(), permission.access()));
            return table.toString();
        }

        private static JsonObject json(Permission permission) {
            return new JsonObject()
                    .put("role", permission.role())
                    .put("access", permission.access())
                    .text("kafkaAcls", permission.kafkaAcls());
        }

        private static <T> String lines(List<T> all, Function<T, JsonObject> json) {
            return all.stream().map(each -> json.apply(each).line() + "\n").collect(Collectors.joining());
        }
    }

    /**
     * What a role, or a command, must be allowed on Kafka.
     *
     * @param access for people
     * @param kafkaAcls arguments of {@code kafka-acls.sh}, without connection and principal; empty: depends on the policies
     */
    private record Permission(String role, String access, String kafkaAcls) {}
}
