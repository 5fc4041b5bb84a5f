package dev.farrier.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.SharedKafka;
import dev.farrier.stream.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kafka")
class PolicyFeedTest {
    private static final ClientConfig CONFIG = SharedKafka.patient();
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final BundleCache.Capacity TWO = new BundleCache.Capacity(2, 1, 100, Duration.ZERO);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Topics topics = SharedKafka.createTopics(List.of());
    private final BundlePublisher publisher = new BundlePublisher(CONFIG, topics);
    private final Queue<String> compiled = new ConcurrentLinkedQueue<>();
    private final PolicyFeed feed = new PolicyFeed(CONFIG, topics, this::compile, TWO, PATIENCE);

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    void shouldHaveNothingBeforeTheFirstCommit() {
        assertThat(feed.awaitFirst(SHORT)).isFalse();
        assertThat(feed.current()).isEmpty();

        publisher.publish(Commits.commit("c1"));

        assertThat(feed.awaitFirst(LONG)).isTrue();
        assertThat(feed.current()).map(Bundle::commit).contains("c1");
        assertThat(feed.current().orElseThrow().scripts()).containsEntry("policy.yaml", "text of c1");
    }

    @Test
    void shouldFollowEachChangeAndTellIt() {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        publisher.publish(Commits.commit("c1"));
        assertThat(feed.awaitFirst(LONG)).isTrue();

        feed.onChange(bundle -> seen.add(bundle.commit()));
        assertThat(seen).containsExactly("c1");
        publisher.publish(Commits.commit("c2"));

        await().atMost(LONG).until(() -> seen.contains("c2"));
        assertThat(feed.current()).map(Bundle::commit).contains("c2");
        assertThat(feed.bundle("c1").commit()).isEqualTo("c1");
    }

    @Test
    void shouldCompileOnlyWhatIsInForceWhenItBegins() {
        List.of("c1", "c2", "c3").forEach(commit -> publisher.publish(Commits.commit(commit)));
        Queue<String> later = new ConcurrentLinkedQueue<>();
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        try (PolicyFeed second = new PolicyFeed(CONFIG, topics, (commit, files) -> {
            later.add(commit);
            threads.add(Thread.currentThread().getName());
            return Commits.compile(commit, files);
        })) {
            assertThat(second.awaitFirst(LONG)).isTrue();

            assertThat(second.current()).map(Bundle::commit).contains("c3");
            assertThat(later).containsExactly("c3");
            assertThat(threads).allMatch(name -> name.contains("policy-feed"));
            assertThat(second.bundle("c1").commit()).isEqualTo("c1");
            assertThat(threads).as("an old one too").hasSize(2).allMatch(name -> name.contains("policy-feed"));
        }
    }

    @Test
    void shouldKeepTheOldPoliciesWhenTheNewOnesAreBroken() {
        publisher.publish(Commits.commit("good"));
        assertThat(feed.awaitFirst(LONG)).isTrue();

        publisher.publish(Commits.commit("bad", "broken"));

        await().atMost(LONG).until(() -> feed.problem().isPresent());
        assertThat(feed.problem().orElseThrow()).contains("bad").contains("policy.yaml:1:1: error: broken");
        assertThat(feed.current()).map(Bundle::commit).contains("good");
        assertThatIllegalStateException().isThrownBy(() -> feed.bundle("bad")).withMessageContaining("bad");

        publisher.publish(Commits.commit("better"));

        await().atMost(LONG).until(() -> feed.current().orElseThrow().commit().equals("better"));
        assertThat(feed.problem()).isEmpty();
    }

    @Test
    void shouldCompileAnOldCommitAgainWhenItIsAskedFor() {
        List<String> commits = IntStream.range(0, 5).mapToObj(i -> "c" + i).toList();
        commits.forEach(commit -> publisher.publish(Commits.commit(commit)));
        await().atMost(LONG)
                .until(() ->
                        feed.current().map(Bundle::commit).filter("c4"::equals).isPresent());

        for (String commit : commits) {
            assertThat(feed.bundle(commit).commit()).isEqualTo(commit);
            assertThat(feed.bundle(commit).scripts()).containsEntry("policy.yaml", "text of " + commit);
        }
        compiled.clear();
        feed.bundle("c3");
        assertThat(compiled).as("one of the last two asked for").isEmpty();
        feed.bundle("c0");
        assertThat(compiled).containsExactly("c0");
    }

    @Test
    void shouldRefuseACommitThatNobodyKnows() {
        assertThatIllegalStateException()
                .isThrownBy(() -> feed.bundle("unheard-of"))
                .withMessageContaining("unheard-of");
    }

    @Test
    void shouldWaitForACommitThatIsOnItsWay() {
        try (PolicyFeed patient = new PolicyFeed(CONFIG, topics, this::compile, TWO, LONG)) {
            CompletableFuture<Bundle> asked = CompletableFuture.supplyAsync(() -> patient.bundle("c1"));
            publisher.publish(Commits.commit("c1"));

            assertThat(asked.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS)
                            .join()
                            .commit())
                    .isEqualTo("c1");
        }
    }

    @Test
    void shouldNotWaitTwiceForACommitThatComesAndMustBeCompiled() {
        CountDownLatch never = new CountDownLatch(1);
        Duration patience = Duration.ofSeconds(3);
        try (PolicyFeed slow = new PolicyFeed(CONFIG, topics, (commit, files) -> waitFor(never), TWO, patience)) {
            long begin = System.nanoTime();
            CompletableFuture<Duration> asked = CompletableFuture.supplyAsync(() -> {
                assertThatExceptionOfType(UnknownCommitException.class)
                        .isThrownBy(() -> slow.bundle("c1"))
                        .withMessageContaining("still being compiled");
                return Duration.ofNanos(System.nanoTime() - begin);
            });
            await().until(() -> System.nanoTime() - begin > patience.toNanos() * 2 / 3);
            publisher.publish(Commits.commit("c1"));

            assertThat(asked).succeedsWithin(LONG);
            assertThat(asked.join()).isLessThan(patience.multipliedBy(5).dividedBy(3));
        }
    }

    private static Bundle waitFor(CountDownLatch latch) {
        try {
            latch.await();
            throw new AssertionError("nobody counts down");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldKeepCompiledWhatWasInForceUntilNow() {
        publisher.publish(Commits.commit("c1"));
        assertThat(feed.awaitFirst(LONG)).isTrue();
        publisher.publish(Commits.commit("c2"));
        await().atMost(LONG).until(() -> inForce("c2"));
        feed.bundle("c1");
        publisher.publish(Commits.commit("c3"));
        await().atMost(LONG).until(() -> inForce("c3"));
        compiled.clear();

        assertThat(feed.bundle("c2").commit()).isEqualTo("c2");
        assertThat(compiled).isEmpty();
    }

    @Test
    void shouldFindOnlyWhatWasRead() {
        publisher.publish(Commits.commit("c1"));
        publisher.publish(Commits.commit("c2"));
        await().atMost(LONG).until(() -> inForce("c2"));

        assertThat(feed.find("c1", LONG)).map(Bundle::commit).contains("c1");
        assertThat(feed.find("c2", LONG)).map(Bundle::commit).contains("c2");
        assertThat(feed.find("unheard-of", LONG)).isEmpty();
    }

    private boolean inForce(String commit) {
        return feed.current().map(Bundle::commit).filter(commit::equals).isPresent();
    }

    @Test
    void shouldNotSeeWhatWasNeverCommitted() {
        publisher.publish(Commits.commit("c1"));
        try (Producer<String, byte[]> aborter =
                Clients.producer(CONFIG, "aborter", Map.of("transactional.id", topics.prefix() + "aborter"))) {
            aborter.initTransactions();
            aborter.beginTransaction();
            aborter.send(new ProducerRecord<>(
                    topics.bundles(), "commit/ghost", BundleKeys.CODEC.encode(Commits.commit("ghost"))));
            aborter.send(new ProducerRecord<>(
                    topics.bundles(), "current", BundleKeys.CODEC.encode(Commits.commit("ghost"))));
            aborter.flush();
            aborter.abortTransaction();
        }
        publisher.publish(Commits.commit("c2"));

        await().atMost(LONG)
                .until(() ->
                        feed.current().map(Bundle::commit).filter("c2"::equals).isPresent());
        assertThat(compiled).doesNotContain("ghost");
        assertThatIllegalStateException().isThrownBy(() -> feed.bundle("ghost"));
    }

    @Test
    void shouldPassOverWhatIsNoBundle() throws Exception {
        try (Producer<String, byte[]> hostile = Clients.producer(CONFIG, "hostile", Map.of())) {
            hostile.send(new ProducerRecord<>(topics.bundles(), "current", new byte[] {1, 2, 3}))
                    .get();
            hostile.send(new ProducerRecord<>(topics.bundles(), "commit/x", new byte[] {1, 2, 3}))
                    .get();
            hostile.send(new ProducerRecord<>(topics.bundles(), "other", new byte[0]))
                    .get();
        }
        try (PolicyFeed second = new PolicyFeed(CONFIG, topics, Commits::compile)) {
            assertThat(second.awaitFirst(SHORT)).isFalse();
            assertThatIllegalStateException().isThrownBy(() -> second.bundle("x"));

            publisher.publish(Commits.commit("c1"));

            assertThat(second.awaitFirst(LONG)).isTrue();
        }
    }

    private Bundle compile(String commit, SortedMap<String, String> files) {
        compiled.add(commit);
        return Commits.compile(commit, files);
    }
}
