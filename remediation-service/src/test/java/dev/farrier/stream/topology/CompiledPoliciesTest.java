package dev.farrier.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.ingest.AvroDecoderFactory;
import dev.farrier.match.MatchListener;
import dev.farrier.match.PatternEngine;
import dev.farrier.match.PatternSet;
import dev.farrier.match.TextPattern;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.MatchedEvent;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.policy.yaml.Compile;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CompiledPoliciesTest {
    private final Engine engine = new Engine();
    private final CompiledPolicies policies = new CompiledPolicies(
            commit -> {
                throw new IllegalStateException(commit);
            },
            MatchListener.NONE,
            engine,
            AvroDecoderFactory.NONE);

    @Test
    void shouldGiveBackWhatReplacedPoliciesHeld() {
        policies.activate(bundle("a"));
        assertThat(engine.open).hasValue(1);
        CompiledBundle replaced = policies.current();

        policies.activate(bundle("b"));

        assertThat(engine.open).hasValue(1);
        assertThat(policies.current().bundle()).isNotSameAs(replaced.bundle());
        assertThat(matches(policies.current(), "b1")).isEqualTo(1);
        // a stream thread may still hold it
        assertThat(matches(replaced, "a1")).isEqualTo(1);

        policies.close();
        assertThat(engine.open).hasValue(0);
    }

    @Test
    void shouldKeepThePoliciesWhenOthersCannotBeMadeReady() {
        policies.activate(bundle("a"));
        CompiledBundle before = policies.current();
        engine.broken = true;

        assertThatThrownBy(() -> policies.activate(bundle("b"))).hasMessage("broken");

        assertThat(policies.current()).isSameAs(before);
        assertThat(engine.open).hasValue(1);
        assertThat(matches(before, "a1")).isEqualTo(1);
    }

    @Test
    void shouldLetStreamThreadsWaitForTheFirstPolicies() throws InterruptedException {
        policies.awaitFirst(); // nobody waits who was not told to
        policies.hold();
        CountDownLatch went = new CountDownLatch(1);
        Thread stream = Thread.ofPlatform().daemon().start(() -> {
            policies.awaitFirst();
            went.countDown();
        });
        Awaitility.await().until(() -> stream.getState() == Thread.State.WAITING);

        policies.activate(bundle("a"));
        assertThat(went.getCount()).isEqualTo(1);
        policies.begin();
        went.await();
        policies.awaitFirst();
    }

    @Test
    void shouldFailStreamThreadsThatStillWaitWhenTheServiceStops() throws InterruptedException {
        policies.hold();
        AtomicBoolean failed = new AtomicBoolean();
        Thread stream = Thread.ofPlatform().daemon().start(() -> {
            try {
                policies.awaitFirst();
            } catch (IllegalStateException e) {
                failed.set(true);
            }
        });
        Awaitility.await().until(() -> stream.getState() == Thread.State.WAITING);

        policies.stop();
        stream.join();
        assertThat(failed).isTrue();
    }

    /** Each event sees the one set of policies or the other, never some of both. */
    @Test
    void shouldSwapWhole() throws InterruptedException {
        Bundle a = bundle("a");
        Bundle b = bundle("b");
        policies.activate(a);
        AtomicBoolean done = new AtomicBoolean();
        Supplier<Boolean> whole = () -> {
            CompiledBundle current = policies.current();
            boolean isA = current.bundle() == a;
            return matches(current, "a1") == (isA ? 1 : 0)
                    && matches(current, "a30") == (isA ? 1 : 0)
                    && matches(current, "b1") == (isA ? 0 : 1);
        };
        AtomicInteger wrong = new AtomicInteger();
        Thread stream = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                wrong.addAndGet(whole.get() ? 0 : 1);
            }
        });
        for (int i = 0; i < 50; i++) {
            policies.activate(i % 2 == 0 ? b : a);
        }
        done.set(true);
        stream.join();
        assertThat(wrong).hasValue(0);
        assertThat(engine.open).hasValue(1);
    }

    @Test
    void shouldFindTheDetectorOfACommitFromBeforeItsStart() {
        Map<String, Bundle> kept =
                new ConcurrentHashMap<>(Map.of("old", named("old", "a"), "older", named("older", "b")));
        CompiledPolicies restarted = new CompiledPolicies(kept::get, MatchListener.NONE);
        restarted.activate(named("now", "c"));
        String hash =
                Objects.requireNonNull(kept.get("older")).policies().get("p1").detectorHash();

        assertThat(restarted.withDetector("p1", hash)).isEmpty();
        restarted.indexEarlierBundles(List.of("now", "old", "older"));

        Awaitility.await()
                .ignoreExceptionsInstanceOf(UnknownCommitException.class)
                .untilAsserted(() -> assertThat(restarted.withDetector("p1", hash))
                        .map(Bundle::commit)
                        .contains("older"));
        assertThat(restarted.withDetector("p1", "nobody's")).isEmpty();
        restarted.close();
    }

    @Test
    void shouldNotSayThatADetectorIsUnknownBeforeItHasLookedThroughAllCommits() throws Exception {
        CountDownLatch compiled = new CountDownLatch(1);
        Bundle old = named("old", "a");
        CompiledPolicies restarted = new CompiledPolicies(
                commit -> {
                    try {
                        compiled.await();
                        return old;
                    } catch (InterruptedException e) {
                        throw new UnknownCommitException(commit);
                    }
                },
                MatchListener.NONE);
        restarted.activate(named("now", "c"));
        restarted.indexEarlierBundles(List.of("old"));
        String hash = old.policies().get("p1").detectorHash();

        assertThatThrownBy(() -> restarted.withDetector("p1", hash)).isInstanceOf(UnknownCommitException.class);
        compiled.countDown();
        Awaitility.await()
                .ignoreExceptionsInstanceOf(UnknownCommitException.class)
                .untilAsserted(
                        () -> assertThat(restarted.withDetector("p1", hash)).contains(old));
        restarted.close();
    }

    private static Bundle named(String commit, String letter) {
        Bundle bundle = bundle(letter);
        return new Bundle(
                commit,
                bundle.sources(),
                bundle.policies(),
                bundle.actions(),
                bundle.resources(),
                bundle.budgets(),
                bundle.stormBreakers(),
                bundle.scripts());
    }

    private static long matches(CompiledBundle loaded, String word) {
        Event event = Event.of("1", "logs", EventKind.LOG, 0, "", "see " + word + ".", Map.of());
        return loaded.index().match(event).stream()
                .map(MatchedEvent::matches)
                .mapToLong(List::size)
                .sum();
    }

    /** Forty policies, each with a word of its own. */
    private static Bundle bundle(String letter) {
        StringBuilder text = new StringBuilder("""
                kind: Source
                metadata: {name: logs}
                spec: {receiver: events, liveness: {expectEvery: 1m}}
                ---
                kind: Inventory
                metadata: {name: all}
                spec: {resources: [{name: r1, site: s1}]}
                """);
        for (int i = 0; i < 40; i++) {
            text.append("""
                    ---
                    kind: RemediationPolicy
                    metadata: {name: p%2$d}
                    spec:
                      match: [{sources: [logs], matchers: ['message=~".* %1$s%2$d[.]"']}]
                      detect: {each: {}}
                      clears: {quietFor: 3m}
                      target: {resource: r1}
                      escalate: [{process: {argv: ['true']}}]
                    """.formatted(letter, i));
        }
        return Compile.bundle(text.toString());
    }

    /** Counts what it has made and was not given back. */
    private static final class Engine implements PatternEngine {
        private final AtomicInteger open = new AtomicInteger();
        private volatile boolean broken;

        @Override
        public PatternSet compile(List<TextPattern> patterns) {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            open.incrementAndGet();
            PatternSet set = PORTABLE.compile(patterns);
            AtomicBoolean closed = new AtomicBoolean();
            return new PatternSet() {
                @Override
                public int[] matching(String text) {
                    return set.matching(text);
                }

                @Override
                public void close() {
                    if (closed.compareAndSet(false, true)) {
                        open.decrementAndGet();
                    }
                }
            };
        }
    }
}
