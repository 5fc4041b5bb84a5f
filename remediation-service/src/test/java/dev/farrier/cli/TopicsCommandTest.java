package dev.farrier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.stream.SharedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("kafka")
class TopicsCommandTest {
    @TempDir
    private Path folder;

    @Test
    void shouldCreateWhatIsMissingAndNothingTwice() {
        Terminal terminal = terminal();

        assertThat(run(terminal, "a.", "--dry-run")).isEqualTo(0);
        assertThat(terminal.out())
                .containsPattern("a\\.events +4 +delete +would be created")
                .doesNotContain("MUST BE ALLOWED");
        assertThat(run(terminal, "a.", "--site", "s1", "--site", "s2")).isEqualTo(0);
        assertThat(terminal.out())
                .containsPattern("a\\.events +4 +delete +created")
                .containsPattern("a\\.outcomes\\.s2 +1 +delete +created")
                .doesNotContain("default");
        assertThat(run(terminal, "a.", "--site", "s1", "-o", "json")).isEqualTo(0);
        assertThat(terminal.out().lines())
                .hasSize(11)
                .contains(
                        "{\"topic\":\"a.signals\",\"partitions\":4,\"cleanup\":\"delete\",\"status\":\"ok\",\"differences\":[]}");
    }

    @Test
    void shouldPrintTheAccessAndCreateNothing() throws Exception {
        Terminal terminal = terminal();

        assertThat(run(terminal, "d.", "--acls", "--site", "s1")).isEqualTo(0);
        assertThat(terminal.out())
                .containsPattern("core +WRITE, DESCRIBE on transactional id d-core-\\*")
                .containsPattern("executor@s1 +READ, DESCRIBE on topic d\\.commands\\.s1")
                .contains("on each topic that a Source of the policies names")
                .doesNotContain("created");
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", SharedKafka.config().bootstrap()))) {
            assertThat(admin.listTopics().names().get()).noneMatch(topic -> topic.startsWith("d."));
        }
    }

    @Test
    void shouldPrintTheAccessWithoutKafkaAndNameTheTopicsOfTheSources() throws Exception {
        Path policies = Files.createDirectory(folder.resolve("policies"));
        Files.writeString(policies.resolve("source.yaml"), """
                apiVersion: farrier.dev/v1
                kind: Source
                metadata: {name: edge}
                spec: {topic: logs.edge, format: line, preset: rsyslog}
                """);
        Terminal terminal = terminal();

        assertThat(terminal.run(
                        "topics",
                        "create",
                        "--acls",
                        "-o",
                        "json",
                        "-b",
                        "127.0.0.1:1",
                        "--set",
                        "policies.dir=" + policies))
                .isEqualTo(0);
        assertThat(terminal.out().lines())
                .contains("{\"role\":\"ingest\",\"access\":\"READ, DESCRIBE on topic logs.edge\",\"kafkaAcls\":\"--add"
                        + " --operation Read --operation Describe --topic logs.edge\"}")
                .noneMatch(line -> line.contains("on each topic"));
    }

    @Test
    void shouldFailOnATopicThatCannotBeUsed() throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", SharedKafka.config().bootstrap()))) {
            admin.createTopics(List.of(new NewTopic("b.decider-log", Optional.of(2), Optional.empty())))
                    .all()
                    .get();
        }
        Terminal terminal = terminal();

        assertThat(run(terminal, "b.")).isEqualTo(1);
        assertThat(terminal.out()).contains("unusable: ", "has 2 partitions instead of 1");
    }

    @Test
    void shouldRefuseASiteThatTopicsCannotBeNamedAfter() {
        Terminal terminal = terminal();

        assertThat(run(terminal, "c.", "--site", "a/b")).isEqualTo(2);
        assertThat(terminal.err()).contains("site 'a/b'");
    }

    private Terminal terminal() {
        return new Terminal(folder, folder);
    }

    private static int run(Terminal terminal, String prefix, String... args) {
        List<String> all = new ArrayList<>(List.of("topics", "create"));
        all.addAll(List.of("-b", SharedKafka.config().bootstrap(), "--set", "topics.prefix=" + prefix));
        all.addAll(List.of(args));
        return terminal.run(all.toArray(String[]::new));
    }
}
