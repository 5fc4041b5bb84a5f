package dev.farrier.stream.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.farrier.model.OutcomeKind;
import dev.farrier.model.RefusalReason;
import dev.farrier.stream.SharedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that can't see what it must see takes nothing, says why, and says nothing to the decider. */
@Timeout(180)
@Tag("kafka")
class SiteTroubleTest {

    @TempDir
    Path directory;

    private Site site;

    @BeforeEach
    void openSite() throws IOException {
        site = new Site(SharedKafka.config(), SharedKafka.createTopics(List.of(Site.NAME)), directory);
    }

    @AfterEach
    void closeSite() throws InterruptedException {
        site.close();
    }

    private String topic(String kind) {
        return switch (kind) {
            case "commands" -> site.topics().commands(Site.NAME);
            case "controls" -> site.topics().controls(Site.NAME);
            case "outcomes" -> site.topics().outcomes(Site.NAME);
            default -> throw new AssertionError(kind);
        };
    }

    private KafkaProducer<byte[], byte[]> foreign() {
        KafkaProducer<byte[], byte[]> producer = site.newProducer(
                Map.of("transactional.id", "foreign-" + site.topics().prefix()));
        producer.initTransactions();
        return producer;
    }

    private static ProducerRecord<byte[], byte[]> stranger(String topic) {
        return new ProducerRecord<>(topic, 0, "x".getBytes(), "stranger".getBytes());
    }

    /** What it reads of these stands still at the transaction, although their last stable offset is reached. */
    @ParameterizedTest
    @ValueSource(strings = {"commands", "outcomes"})
    void shouldStopAtAForeignTransactionAndGoOnBehindIt(String kind) throws Exception {
        try (SiteWorker worker = site.worker("one", 1);
                KafkaProducer<byte[], byte[]> foreign = foreign()) {
            foreign.beginTransaction();
            foreign.send(stranger(topic(kind))).get();
            await().atMost(Site.PATIENCE)
                    .until(() -> String.valueOf(worker.problem()).startsWith(topic(kind)));
            int reports = site.reports(worker.instance()).size();
            site.send(worker.instance(), "c-1", site.note("c-1"));
            foreign.abortTransaction();
            await().atMost(Site.PATIENCE).until(() -> worker.problem() == null);
            assertThat(site.awaitFinal("c-1").kind()).isEqualTo(OutcomeKind.SUCCEEDED);
            await().atMost(Site.PATIENCE)
                    .until(() -> site.reports(worker.instance()).size() > reports);
        }
        assertThat(site.ledger()).containsExactly("c-1");
    }

    /** A halt must not wait behind somebody's transaction. */
    @Test
    void shouldFollowAHaltBehindAForeignTransaction() throws Exception {
        try (SiteWorker worker = site.worker("one", 1);
                KafkaProducer<byte[], byte[]> foreign = foreign()) {
            foreign.beginTransaction();
            foreign.send(stranger(topic("controls"))).get();
            site.control(Site.halt("enough"));
            await().atMost(Site.PATIENCE)
                    .until(() -> site.reports(worker.instance()).getLast().halted());
            assertThat(worker.problem()).isNull();
            site.send(worker.instance(), "c-1", site.note("c-1"));
            assertThat(site.awaitFinal("c-1").refusal()).isEqualTo(RefusalReason.HALTED);
        }
    }

    /** The end of a transaction is an entry without a record. */
    @ParameterizedTest
    @ValueSource(strings = {"commands", "controls", "outcomes"})
    void shouldHaveReadAQuietTopicThatEndsWithATransaction(String kind) throws Exception {
        try (KafkaProducer<byte[], byte[]> foreign = foreign()) {
            for (boolean commit : new boolean[] {true, false}) {
                foreign.beginTransaction();
                foreign.send(stranger(topic(kind))).get();
                if (commit) {
                    foreign.commitTransaction();
                } else {
                    foreign.abortTransaction();
                }
            }
            try (SiteWorker worker = site.worker("one", 1)) {
                foreign.beginTransaction();
                foreign.send(stranger(topic(kind))).get();
                foreign.commitTransaction();
                int reports = site.reports(worker.instance()).size();
                await().atMost(Site.PATIENCE)
                        .until(() -> site.reports(worker.instance()).size() >= reports + 2);
                assertThat(worker.problem()).isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"commands", "controls", "outcomes"})
    void shouldNotStartOnATopicOfSeveralPartitions(String kind) throws Exception {
        addPartitions(topic(kind));
        assertThatThrownBy(() -> site.start("one", 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(topic(kind) + " has 3 partitions instead of 1");
        // and it has let go of everything
        assertThatThrownBy(() -> site.start("one", 1)).hasMessageContaining("has 3 partitions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"commands", "controls", "outcomes"})
    void shouldStopTakingWhenPartitionsAreAdded(String kind) throws Exception {
        try (SiteWorker worker = site.worker("one", 2)) {
            site.send(worker.instance(), "running", site.noteUntil("running", "go"));
            site.awaitLedger("begin-running");
            addPartitions(topic(kind));
            await().atMost(Site.PATIENCE)
                    .until(() -> String.valueOf(worker.problem()).contains("has 3 partitions instead of 1"));
            assertThat(worker.problem()).contains(topic(kind));
            java.nio.file.Files.createFile(site.file("go"));
            assertThat(site.awaitFinal("running").kind()).isEqualTo(OutcomeKind.SUCCEEDED);
        }
    }

    private void addPartitions(String topic) throws Exception {
        try (Admin admin = Admin.create(site.config().with("test", Map.of(), Map.of()))) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3)))
                    .all()
                    .get();
            await().atMost(Site.PATIENCE)
                    .until(() -> admin.describeTopics(List.of(topic))
                                    .allTopicNames()
                                    .get()
                                    .get(topic)
                                    .partitions()
                                    .size()
                            == 3);
        }
    }
}
