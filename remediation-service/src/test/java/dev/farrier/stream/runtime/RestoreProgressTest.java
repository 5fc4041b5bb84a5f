package dev.farrier.stream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestoreProgressTest {
    private static final TopicPartition FIRST = new TopicPartition("changelog", 0);
    private static final TopicPartition SECOND = new TopicPartition("changelog", 1);
    private static final String STORE = "store";

    private final RestoreProgress progress = new RestoreProgress();

    @Test
    void shouldSayNothingWhenNothingIsRestored() {
        assertThat(progress.text()).isEmpty();
    }

    @Test
    void shouldSayHowMuchIsLeftOfAllChangelogs() {
        progress.onRestoreStart(FIRST, STORE, 1_000, 3_000);
        progress.onRestoreStart(SECOND, STORE, 0, 2_000);
        assertThat(progress.text()).isEqualTo("restoring its state from Kafka: 0 %, at most 4,000 records left");

        progress.onBatchRestored(FIRST, STORE, 1_999, 700);
        assertThat(progress.text()).isEqualTo("restoring its state from Kafka: 25 %, at most 3,000 records left");

        progress.onRestoreEnd(FIRST, STORE, 1_500);
        assertThat(progress.text())
                .as("what is done still counts")
                .isEqualTo("restoring its state from Kafka: 50 %, at most 2,000 records left");

        progress.onRestoreEnd(SECOND, STORE, 2_000);
        assertThat(progress.text()).isEmpty();
    }

    @Test
    void shouldBeginAnewAfterAllIsRestored() {
        progress.onRestoreStart(FIRST, STORE, 0, 10);
        progress.onRestoreEnd(FIRST, STORE, 10);

        progress.onRestoreStart(SECOND, STORE, 0, 4);

        assertThat(progress.text()).isEqualTo("restoring its state from Kafka: 0 %, at most 4 records left");
    }

    @Test
    void shouldForgetAChangelogWhoseTaskWentAway() {
        progress.onRestoreStart(FIRST, STORE, 0, 10);
        progress.onRestoreStart(SECOND, STORE, 0, 10);

        progress.onRestoreSuspended(FIRST, STORE, 3);

        assertThat(progress.text()).isEqualTo("restoring its state from Kafka: 0 %, at most 10 records left");
    }

    @Test
    void shouldCountNothingTwiceAndNothingBeyondTheEnd() {
        progress.onRestoreStart(FIRST, STORE, 0, 10);
        progress.onBatchRestored(FIRST, STORE, 50, 10);
        assertThat(progress.text()).isEmpty();
        progress.onBatchRestored(SECOND, STORE, 5, 5);
        assertThat(progress.text()).isEmpty();
    }
}
