package dev.farrier.stream.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class BundleRetentionTest {
    private static final long T = 1_700_000_000_000L;
    private static final long KEPT = BundlePublisher.AFTER_LAST_ACTIVE.toMillis();

    /** One a second, named c0, c1, …, the first at T. */
    private static SequencedMap<String, Long> published(int commits) {
        SequencedMap<String, Long> published = new LinkedHashMap<>();
        for (int i = 0; i < commits; i++) {
            published.put("c" + i, T + i * 1_000L);
        }
        return published;
    }

    @Test
    void shouldForgetACommitThirtyDaysAfterTheNextOneCameAndNotAMillisecondBefore() {
        SequencedMap<String, Long> published = published(BundlePublisher.NEWEST + 3);
        assertThat(BundlePublisher.expired(published, T + 1_000 + KEPT - 1)).isEmpty();
        assertThat(BundlePublisher.expired(published, T + 1_000 + KEPT)).containsExactly("c0");
        assertThat(BundlePublisher.expired(published, T + 10 * KEPT)).isEqualTo(List.of("c0", "c1", "c2"));
    }

    @Test
    void shouldKeepTheNewestHoweverOldTheyAre() {
        assertThat(BundlePublisher.expired(published(BundlePublisher.NEWEST), T + 100 * KEPT))
                .isEmpty();
        assertThat(BundlePublisher.expired(published(0), T)).isEmpty();
    }
}
