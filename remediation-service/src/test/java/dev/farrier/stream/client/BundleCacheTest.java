package dev.farrier.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.farrier.execute.SteppedClock;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BundleCacheTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final long UNUSED = 120_000;
    private static final Bundle THREE_POLICIES = Objects.requireNonNull(PolicyCompiler.compile(
                    new TreeMap<>(Map.of("p.yaml", """
                    kind: Source
                    metadata: {name: s}
                    spec: {receiver: events, liveness: {expectEvery: 1m}}
                    """ + policy("a") + policy("b") + policy("c"))), "x")
            .bundle());

    private final List<String> compiled = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch open = new CountDownLatch(1);
    private final Semaphore heavyOnes = new Semaphore(0);
    private final SteppedClock clock = new SteppedClock(0);
    private final BundleCache kept =
            new BundleCache(this::compile, new BundleCache.Capacity(5, 2, 10, Duration.ofMillis(UNUSED)), clock);

    private static String policy(String name) {
        return """
                ---
                kind: RemediationPolicy
                metadata: {name: %s}
                spec:
                  match: [{name: m, sources: [s], matchers: [name=x]}]
                  detect: {each: {}, groupBy: [host]}
                  clears: {quietFor: 1m}
                  target: {resource: '{group.host}'}
                  escalate: [{process: {argv: ['true']}}]
                """.formatted(name);
    }

    /** Commits named {@code large…} have three policies, others none; each {@code large and heavy…} takes a permit. */
    private Bundle compile(String commit, Map<String, String> files) {
        compiled.add(commit);
        try {
            if (commit.equals("slow")) {
                open.await();
            } else if (commit.startsWith("large and heavy")) {
                heavyOnes.acquire();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new Bundle(
                commit,
                new TreeMap<>(),
                commit.startsWith("large") ? THREE_POLICIES.policies() : new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
    }

    @AfterEach
    void close() {
        kept.close();
    }

    private void keep(String commit) {
        kept.put(commit, BundleKeys.CODEC.encode(Commits.commit(commit)));
    }

    private void pass(long millis) {
        clock.set(clock.millis() + millis);
    }

    private List<String> get(String... commits) {
        compiled.clear();
        for (String commit : commits) {
            keep(commit);
            assertThat(kept.get(commit, LONG)).map(Bundle::commit).contains(commit);
        }
        return List.copyOf(compiled);
    }

    @Test
    void shouldKeepTheLastUsedCompiledByHowManyPoliciesTheyHave() {
        get("large1", "large2", "large3");
        assertThat(get("large1", "large2", "large3")).isEmpty();
        pass(UNUSED);
        get("large4");
        assertThat(get("large2", "large3", "large4")).isEmpty();
        assertThat(get("large1")).containsExactly("large1");
    }

    @Test
    void shouldNotCompileAgainWhatIsUsedInTurnEvenWhenThereIsNoRoomForAll() {
        String[] inTurn = {"large1", "large2", "large3", "large4", "large5", "large6"};
        assertThat(get(inTurn)).containsExactly(inTurn);
        for (int second = 0; second < 300; second++) {
            pass(1_000);
            assertThat(get(inTurn)).isEmpty();
        }

        pass(UNUSED - 1);
        get("large1", "large2");
        pass(1);
        get("large7");
        assertThat(get("large1", "large2", "large7")).as("used within the time").isEmpty();
        assertThat(get("large3")).as("not used for so long").containsExactly("large3");
    }

    @Test
    void shouldWarnOnceUntilThereIsRoomAgain() {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger logger = (Logger) LoggerFactory.getLogger(BundleCache.class);
        logger.addAppender(logged);
        try {
            get("large1", "large2", "large3");
            assertThat(logged.list).isEmpty();
            get("large4", "large5");
            assertThat(logged.list)
                    .singleElement()
                    .asString()
                    .contains("4 commits with 12 policies together are in use and stay compiled");

            pass(UNUSED);
            get("large6");
            get("large7", "large8", "large9");
            assertThat(logged.list).hasSize(2);
        } finally {
            logger.detachAppender(logged);
        }
    }

    @Test
    void shouldKeepWhatWasUsedElsewhereUntilNow() {
        get("large1", "large2", "large3");
        Bundle first = kept.get("large1", LONG).orElseThrow();
        pass(UNUSED);
        kept.markUsed(first);
        get("large4");
        assertThat(get("large1", "large3", "large4")).isEmpty();
    }

    /** As the decider reads an input again that needs more commits than may stay compiled and than it may wait for. */
    @Test
    void shouldGetFurtherWithEachAttempt() {
        List<String> needed = IntStream.rangeClosed(1, 6)
                .mapToObj(i -> "large and heavy " + i)
                .toList();
        needed.forEach(this::keep);
        for (int done = 0; done < needed.size(); done++) {
            for (String there : needed.subList(0, done)) {
                assertThat(kept.get(there, LONG)).isPresent();
            }
            String next = needed.get(done);
            assertThatExceptionOfType(UnknownCommitException.class).isThrownBy(() -> kept.get(next, SHORT));
            pass(UNUSED / 4);
            heavyOnes.release();
        }
        needed.forEach(commit -> assertThat(kept.get(commit, LONG)).isPresent());
        assertThat(compiled).as("each once").containsExactlyElementsOf(needed);
    }

    /** Returns when somebody waits for it. */
    private CompletableFuture<Optional<Bundle>> waitFor(String commit) {
        List<Thread> thread = new ArrayList<>();
        CompletableFuture<Optional<Bundle>> got = CompletableFuture.supplyAsync(
                () -> kept.get(commit, LONG),
                waiter -> thread.add(Thread.ofPlatform().start(waiter)));
        await().atMost(LONG).until(() -> thread.getFirst().getState() == Thread.State.TIMED_WAITING);
        return got;
    }

    @Test
    void shouldTellWhoeverWaitsWhenItIsClosed() {
        keep("slow");
        keep("behind it");
        List<CompletableFuture<Optional<Bundle>>> waiting =
                Stream.of("slow", "behind it").map(this::waitFor).toList();

        kept.close();

        for (CompletableFuture<Optional<Bundle>> each : waiting) {
            assertThat(each)
                    .failsWithin(LONG.dividedBy(2))
                    .withThrowableThat()
                    .withCauseInstanceOf(UnknownCommitException.class);
        }
        assertThatExceptionOfType(UnknownCommitException.class).isThrownBy(() -> kept.get("slow", LONG));
        keep("later");
        assertThatExceptionOfType(UnknownCommitException.class)
                .isThrownBy(() -> kept.get("later", LONG))
                .withMessageContaining("later");
    }

    @Test
    void shouldKeepNoMoreThanSoManySmallOnes() {
        get("1", "2", "3", "4", "5");
        pass(UNUSED);
        get("6");
        assertThat(get("2", "3", "4", "5", "6")).isEmpty();
        assertThat(get("1")).containsExactly("1");
    }

    @Test
    void shouldNotMakeAnybodyWaitForeverAndCompileOnlyOnce() {
        kept.put("slow", BundleKeys.CODEC.encode(Commits.commit("slow")));
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(UnknownCommitException.class)
                    .isThrownBy(() -> kept.get("slow", SHORT))
                    .withMessage("the policies of bundle slow are still being compiled");
        }
        open.countDown();
        assertThat(kept.get("slow", LONG)).map(Bundle::commit).contains("slow");
        assertThat(compiled).containsExactly("slow");
    }
}
