package dev.farrier.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.stream.SharedKafka;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsCommandTest {
    @TempDir
    private Path folder;

    @Test
    void shouldCreateWhatIsMissingAndNothingTwice() {
        Terminal terminal = terminal();

        assertThat(run(terminal, "a.", "--dry-run")).isEqualTo(0);
        assertThat(terminal.out())
                .containsPattern("a\\.events +4 +delete +would be created")
                .contains("core: ", "on transactional id a-core-*");
        assertThat(run(terminal, "a.", "--site", "s1", "--site", "s2")).isEqualTo(0);
        assertThat(terminal.out())
                .containsPattern("a\\.events +4 +delete +created")
                .containsPattern("a\\.outcomes\\.s2 +3 +delete +created")
                .doesNotContain("default");
        assertThat(run(terminal, "a.", "--site", "s1", "-o", "json")).isEqualTo(0);
        assertThat(terminal.out().lines())
                .hasSize(11)
                .contains(
                        "{\"topic\":\"a.signals\",\"partitions\":4,\"cleanup\":\"delete\",\"status\":\"ok\",\"differences\":[]}");
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
