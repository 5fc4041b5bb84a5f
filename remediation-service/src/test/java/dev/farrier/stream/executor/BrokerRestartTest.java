package dev.farrier.stream.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.embedded.EmbeddedKafka;
import dev.farrier.model.OutcomeKind;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.TopicSizes;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.TopicAdmin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
@Tag("kafka")
class BrokerRestartTest {

    @TempDir
    Path directory;

    @Test
    void shouldRunOnWithoutKafkaAndTellTheEndWhenItIsBack() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.create()) {
            ClientConfig config = new ClientConfig(Map.of("bootstrap.servers", kafka.bootstrapServers()));
            Topics topics = Topics.withDefaultPrefix();
            try (Cluster cluster = new Cluster(config)) {
                new TopicAdmin(cluster, topics, TopicSizes.DEFAULT).create(List.of(Site.NAME));
            }
            try (Site site = new Site(config, topics, directory);
                    SiteWorker worker = site.worker("one", 2)) {
                site.send(worker.instance(), "over", site.noteUntil("over", "go-1"));
                site.send(worker.instance(), "after", site.noteUntil("after", "go-2"));
                site.awaitLedger("begin-over");
                site.awaitLedger("begin-after");
                kafka.stop();
                // one ends while the broker is away, one when it is back
                Files.createFile(site.file("go-1"));
                site.awaitLedger("end-over");
                await().atMost(Duration.ofSeconds(120)).until(() -> worker.undelivered() == 1);
                kafka.start();
                assertThat(site.awaitFinal("over").kind()).isEqualTo(OutcomeKind.SUCCEEDED);
                Files.createFile(site.file("go-2"));
                assertThat(site.awaitFinal("after").kind()).isEqualTo(OutcomeKind.SUCCEEDED);

                // and all of it works as before: commands, controls, and nothing came twice
                site.send(worker.instance(), "later", site.note("later"));
                assertThat(site.awaitFinal("later").kind()).isEqualTo(OutcomeKind.SUCCEEDED);
                site.control(Site.halt("enough"));
                await().atMost(Site.PATIENCE)
                        .until(() -> site.reports(worker.instance()).getLast().halted());
                site.send(worker.instance(), "halted", site.note("halted"));
                assertThat(site.awaitFinal("halted").kind()).isEqualTo(OutcomeKind.REFUSED);
                assertThat(site.ledger())
                        .containsExactlyInAnyOrder("begin-over", "begin-after", "end-over", "end-after", "later");
                assertThat(site.kinds("over")).containsExactly(OutcomeKind.CLAIMED, OutcomeKind.SUCCEEDED);
                assertThat(site.kinds("after")).containsExactly(OutcomeKind.CLAIMED, OutcomeKind.SUCCEEDED);
            }
        }
    }
}
