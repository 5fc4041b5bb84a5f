package dev.farrier.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShutdownStackTest {
    private final List<String> ended = new ArrayList<>();
    private final ShutdownStack ending = new ShutdownStack();

    @Test
    void shouldEndTheYoungestFirstAndEachOnce() {
        ending.add(() -> ended.add("old"));
        ending.add(() -> ended.add("young"));

        ending.close();
        ending.close();

        assertThat(ended).containsExactly("young", "old");
    }

    @Test
    void shouldEndTheOthersWhenOneFails() {
        ending.add(() -> ended.add("old"));
        ending.add(() -> {
            throw new IllegalStateException("on purpose");
        });

        ending.close();

        assertThat(ended).containsExactly("old");
    }

    @Test
    void shouldEndAtOnceWhatIsStartedTooLate() {
        ending.close();

        assertThatThrownBy(() -> ending.add(() -> ended.add("late"))).isInstanceOf(IllegalStateException.class);
        assertThat(ended).containsExactly("late");
    }
}
