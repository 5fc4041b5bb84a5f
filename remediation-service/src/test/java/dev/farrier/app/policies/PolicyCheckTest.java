package dev.farrier.app.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.problem.Problem;
import dev.farrier.repository.Contents;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PolicyCheckTest {
    private static final TreeMap<String, String> PUBLISHED = new TreeMap<>(Map.of("a.yaml", "a: 1", "mend.sh", "true"));

    @Test
    void shouldKnowThatADirectoryHoldsWhatWasPublished() {
        assertThat(isUnchanged(Map.of("a.yaml", "a: 1", "mend.sh", "true"))).isTrue();
        assertThat(isUnchanged(Map.of("a.yaml", "a: 1", "mend.sh", "true", "README.md", "no document uses it")))
                .isTrue();
    }

    @Test
    void shouldKnowThatADirectoryHasChanged() {
        assertThat(isUnchanged(Map.of("a.yaml", "a: 2", "mend.sh", "true"))).isFalse();
        assertThat(isUnchanged(Map.of("a.yaml", "a: 1", "mend.sh", "false"))).isFalse();
        assertThat(isUnchanged(Map.of("a.yaml", "a: 1"))).isFalse();
        assertThat(isUnchanged(Map.of("mend.sh", "true"))).isFalse();
        assertThat(isUnchanged(Map.of("a.yaml", "a: 1", "mend.sh", "true", "b.yml", "b: 1")))
                .isFalse();
        assertThat(isUnchanged(Map.of())).isFalse();
    }

    @Test
    void shouldCompileADirectoryThatCannotBeReadWhole() {
        Problem unreadable = new Problem("b.yaml", 1, 1, Problem.Severity.ERROR, "can't be read");
        Contents contents = new Contents(PUBLISHED, List.of(unreadable));
        assertThat(PolicyCheck.isUnchanged(contents, PUBLISHED)).isFalse();
    }

    private static boolean isUnchanged(Map<String, String> files) {
        return PolicyCheck.isUnchanged(new Contents(new TreeMap<>(files), List.of()), PUBLISHED);
    }
}
