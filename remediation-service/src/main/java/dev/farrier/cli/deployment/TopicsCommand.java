package dev.farrier.cli.deployment;

import dev.farrier.cli.ExitCode;
import dev.farrier.cli.Json;
import dev.farrier.cli.OutputOption;
import dev.farrier.cli.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code farrier topics}. */
@Command(
        name = "topics",
        description = "Make the topics that Farrier needs.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  farrier topics create --dry-run", "  farrier topics create --acls"})
public final class TopicsCommand {
    private TopicsCommand() {}

    public static CommandLine commandLine(DeploymentClients deployments) {
        return new CommandLine(new TopicsCommand()).addSubcommand(new Create(deployments));
    }

    @Command(
            name = "create",
            description = {
                "Create the topics that are missing, and say of the others whether they are as they should be.",
                "A topic that is there is never changed. Doing it twice does nothing.",
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
                "1:a topic is there that can't be used as it is",
                "2:wrong usage or configuration",
                "3:Kafka can't be reached or is too old"
            })
    static final class Create implements Callable<Integer> {
        private final DeploymentClients deployments;

        @Option(
                names = "--site",
                paramLabel = "SITE",
                description = "Make the topics of this site too; may be repeated. Default: the configuration's site.")
        private List<String> sites = new ArrayList<>();

        @Option(names = "--dry-run", description = "Only say what would be created. Create nothing.")
        private boolean dryRun;

        @Option(
                names = "--acls",
                description = "Only print what each role, site and command must be allowed on Kafka. Create nothing.")
        private boolean acls;

        @Mixin
        private ConnectionOptions connection = new ConnectionOptions();

        @Mixin
        private OutputOption output = new OutputOption();

        @Spec
        private CommandSpec spec;

        Create(DeploymentClients deployments) {
            this.deployments = deployments;
            this.spec = CommandSpec.create();
        }

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            try (Topics topics = deployments.topics(connection)) {
                List<String> wanted = sites.isEmpty() ? List.of(topics.configuredSite()) : sites;
                boolean usable = true;
                if (dryRun || !acls) {
                    List<TopicStatus> all = dryRun ? topics.plan(wanted) : topics.create(wanted);
                    out.print(output.json() ? json(all) : table(all));
                    usable = all.stream().noneMatch(topic -> topic.status().equals(TopicStatus.UNUSABLE));
                }
                if (acls) {
                    List<Access> access = topics.access(wanted);
                    out.print(output.json() ? accessJson(access) : accessTable(access));
                }
                out.flush();
                return usable ? ExitCode.FINE : ExitCode.NOT_FINE;
            }
        }

        private String table(List<TopicStatus> all) {
            Table table = new Table("TOPIC", "PARTITIONS", "CLEANUP", "STATUS");
            for (TopicStatus topic : all) {
                String status =
                        dryRun && topic.status().equals(TopicStatus.MISSING) ? "would be created" : topic.status();
                table.row(
                        topic.name(),
                        Integer.toString(topic.partitions()),
                        topic.cleanup(),
                        topic.differences().isEmpty()
                                ? status
                                : status + ": " + String.join("; ", topic.differences()));
            }
            return table.toString();
        }

        private static String json(List<TopicStatus> all) {
            StringBuilder text = new StringBuilder();
            for (TopicStatus topic : all) {
                text.append(new Json()
                                .put("topic", topic.name())
                                .put("partitions", topic.partitions())
                                .put("cleanup", topic.cleanup())
                                .put("status", topic.status())
                                .put("differences", topic.differences())
                                .line())
                        .append('\n');
            }
            return text.toString();
        }

        private static String accessTable(List<Access> all) {
            Table table = new Table("WHO", "MUST BE ALLOWED");
            all.forEach(access -> table.row(access.role(), access.what()));
            return table.toString();
        }

        private static String accessJson(List<Access> all) {
            StringBuilder text = new StringBuilder();
            for (Access access : all) {
                text.append(new Json()
                                .put("role", access.role())
                                .put("access", access.what())
                                .put("kafkaAcls", access.kafkaAcls())
                                .line())
                        .append('\n');
            }
            return text.toString();
        }
    }

    /**
     * What a role, or a command, must be allowed on Kafka.
     *
     * @param what for people
     * @param kafkaAcls arguments of {@code kafka-acls.sh}, without connection and principal; empty: depends on the policies
     */
    public record Access(String role, String what, String kafkaAcls) {}

    /** The topics of a cluster. What fails is a {@link dev.farrier.cli.CommandException}. */
    public interface Topics extends AutoCloseable {
        String configuredSite();

        List<TopicStatus> plan(List<String> sites);

        List<TopicStatus> create(List<String> sites);

        /** Who must be allowed what. Needs no Kafka. */
        List<Access> access(List<String> sites);

        @Override
        void close();
    }
}
