package dev.farrier.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeptBundlesTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Bundle THREE_POLICIES = Objects.requireNonNull(PolicyCompiler.compile(
                    new TreeMap<>(Map.of("p.yaml", """
                    kind: Source
                    metadata: {name: s}
                    spec: {receiver: events, liveness: {expectEvery: 1m}}
                    """ + policy("a") + policy("b") + policy("c"))), "x")
            .bundle());

    private final List<String> compiled = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch open = new CountDownLatch(1);
    private final KeptBundles kept = new KeptBundles(this::compile, new KeptBundles.Room(5, 2, 10));

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
                """.formatted(name);
    }

    /** Commits named {@code large…} have three policies, others none. */
    private Bundle compile(String commit, Map<String, String> files) {
        compiled.add(commit);
        if (commit.equals("slow")) {
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return new Bundle(
                commit,
                new TreeMap<>(),
                commit.startsWith("large") ? THREE_POLICIES.policies() : new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
    }

    @AfterEach
    void close() {
        kept.close();
    }

    private List<String> get(String... commits) {
        compiled.clear();
        for (String commit : commits) {
            kept.keep(commit, BundleKeys.CODEC.encode(Commits.commit(commit)));
            assertThat(kept.get(commit, LONG)).map(Bundle::commit).contains(commit);
        }
        return List.copyOf(compiled);
    }

    @Test
    void shouldKeepTheLastUsedCompiledByHowManyPoliciesTheyHave() {
        get("large1", "large2", "large3");
        assertThat(get("large1", "large2", "large3")).isEmpty();
        get("large4");
        assertThat(get("large2", "large3", "large4")).isEmpty();
        assertThat(get("large1")).containsExactly("large1");
    }

    @Test
    void shouldKeepNoMoreThanSoManySmallOnes() {
        get("1", "2", "3", "4", "5", "6");
        assertThat(get("2", "3", "4", "5", "6")).isEmpty();
        assertThat(get("1")).containsExactly("1");
    }

    @Test
    void shouldNotMakeAnybodyWaitForeverAndCompileOnlyOnce() {
        kept.keep("slow", BundleKeys.CODEC.encode(Commits.commit("slow")));
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(UnknownCommitException.class)
                    .isThrownBy(() -> kept.get("slow", Duration.ofMillis(20)))
                    .withMessage("the policies of bundle slow are still being compiled");
        }
        open.countDown();
        assertThat(kept.get("slow", LONG)).map(Bundle::commit).contains("slow");
        assertThat(compiled).containsExactly("slow");
    }
}
