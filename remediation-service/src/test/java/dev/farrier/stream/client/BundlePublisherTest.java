package dev.farrier.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.farrier.model.BundleRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.policy.Bundle;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.stream.serde.Samples;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kafka")
class BundlePublisherTest {
    private static final ClientConfig CONFIG = SharedKafka.patient();

    private final Topics topics = SharedKafka.createTopics(List.of());
    private final BundlePublisher publisher = new BundlePublisher(CONFIG, topics);

    @Test
    void shouldPutACommitInForceOnce() {
        assertThat(publisher.current()).isEmpty();
        assertThat(publisher.publish(Commits.commit("c1"))).isTrue();
        assertThat(publisher.publish(Commits.commit("c1"))).isFalse();
        assertThat(publisher.publish(Commits.commit("c2"))).isTrue();

        await().until(() -> publisher.current().equals(Optional.of("c2")));
        assertThat(Read.keys(CONFIG, topics.bundles())).containsExactly("commit/c1", "current", "commit/c2", "current");
        assertThat(Read.values(CONFIG, topics.operatorInputs(), OperatorInput.class))
                .containsExactly(new OperatorInput.BundleActivated("c1"), new OperatorInput.BundleActivated("c2"));
    }

    @Test
    void shouldGoBackToAnEarlierCommit() {
        List.of("c1", "c2", "c1").forEach(commit -> publisher.publish(Commits.commit(commit)));

        await().until(() -> publisher.current().equals(Optional.of("c1")));
        assertThat(Read.values(CONFIG, topics.operatorInputs(), OperatorInput.class))
                .hasSize(3);
    }

    @Test
    void shouldForgetWhatNobodyUsesAnyMoreAndKeepWhatAnIncidentNames() {
        int commits = BundlePublisher.NEWEST + 2;
        for (int i = 0; i < commits; i++) {
            publisher.publish(Commits.commit("c" + i));
        }
        Incident open = new Samples(1).next(Incident.class);
        Incident named = withCommit(open, "c1");
        try (Producer<String, byte[]> producer = Clients.producer(CONFIG, "test", Map.of())) {
            producer.send(new ProducerRecord<>(
                    topics.incidents(),
                    named.id(),
                    RecordCodec.of(Incident.class).encode(named)));
        }
        long later = System.currentTimeMillis()
                + BundlePublisher.AFTER_LAST_ACTIVE.plusDays(1).toMillis();
        BundlePublisher muchLater = new BundlePublisher(CONFIG, topics, () -> Instant.ofEpochMilli(later));
        assertThat(muchLater.publish(Commits.commit("last"))).isTrue();

        try (PolicyFeed feed = new PolicyFeed(CONFIG, topics, Commits::compile)) {
            await().until(() -> feed.current().map(Bundle::commit).equals(Optional.of("last")));
            assertThat(feed.commits())
                    .startsWith("last", "c" + (commits - 1))
                    .contains("c1", "c2")
                    .doesNotContain("c0")
                    .hasSize(commits);
        }
    }

    private static Incident withCommit(Incident incident, String commit) {
        return new Incident(
                incident.id(),
                incident.policy(),
                commit,
                incident.group(),
                incident.target(),
                incident.site(),
                incident.shadow(),
                incident.state(),
                incident.reason(),
                incident.until(),
                incident.detection(),
                incident.repeats(),
                incident.openedAt(),
                incident.updatedAt(),
                incident.closedAt(),
                incident.work(),
                incident.symptom(),
                incident.calling(),
                incident.history(),
                "",
                0,
                0,
                null,
                "");
    }

    @Test
    void shouldTakeAsMuchAsATopicTakesAndRefuseMore() {
        assertThat(publisher.publish(sized("large", 8_000_000))).isTrue();
        await().until(() -> publisher.current().equals(Optional.of("large")));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> publisher.publish(sized("huge", 8_500_000)))
                .withMessageContaining("huge")
                .withMessageContaining("bytes");
        assertThat(publisher.current()).contains("large");
    }

    @Test
    void shouldNeverBeSeenHalfDoneWhenManyPublishAtOnce() {
        List<String> commits = IntStream.range(0, 6).mapToObj(i -> "c" + i).toList();

        commits.parallelStream().forEach(commit -> {
            try {
                new BundlePublisher(CONFIG, topics).publish(Commits.commit(commit));
            } catch (KafkaUnavailableException fenced) {
                assertThat(fenced).hasMessageContaining("another process");
            } catch (KafkaException failed) {
                // now and then Kafka 4.3 answers so to the end of a fenced transaction
                assertThat(failed).hasMessageContaining("EndTxnResponse");
            }
        });

        publisher.publish(Commits.commit("last"));
        await().until(() -> publisher.current().equals(Optional.of("last")));
        List<String> keys = Read.keys(CONFIG, topics.bundles());
        List<BundleRecord> values = Read.values(CONFIG, topics.bundles(), BundleRecord.class);
        assertThat(keys).hasSizeGreaterThanOrEqualTo(2).endsWith("commit/last", "current");
        for (int i = 0; i < keys.size(); i += 2) {
            assertThat(keys.subList(i, i + 2))
                    .containsExactly("commit/" + values.get(i + 1).commit(), "current");
        }
        assertThat(Read.values(CONFIG, topics.operatorInputs(), OperatorInput.class))
                .hasSize(keys.size() / 2);
    }

    @Test
    void shouldSayThatTheTopicsAreMissing() {
        assertThatThrownBy(() -> new BundlePublisher(CONFIG, SharedKafka.newTopics()).publish(Commits.commit("c")))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContaining("farrier topics create");
    }

    @Test
    void shouldFailWhenNobodyAnswers() {
        ClientConfig nobody = new ClientConfig(
                Map.of("bootstrap.servers", "127.0.0.1:1", "max.block.ms", "300", "default.api.timeout.ms", "300"));

        assertThatThrownBy(() -> new BundlePublisher(nobody, topics).publish(Commits.commit("c")))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContaining("127.0.0.1:1");
    }

    private static BundleRecord sized(String commit, int bytes) {
        return Commits.commit(commit, "x".repeat(bytes));
    }
}
